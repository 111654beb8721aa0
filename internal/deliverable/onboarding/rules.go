package onboarding

import "github.com/touchstone-cs/touchstone/internal/rule"

// rules is THE list of the kind's rules.
var rules = []*rule.Rule{
	milestoneDate,
	milestoneOwner,
	measurableCriterion,
	prerequisitesListed,
	validationStep,
	failureModes,
	contingencyTimeline,
	environmentDocumented,
	goLiveDefined,
	bothSign,
	cadenceDefined,
	noCycle,
	knownDependency,
	orderOfDates,
	dueOnWorkingDay,
	notPastDue,
	knownOwner,
	startIsWorked,
	capacityThere,
	durationsOrdered,
	doneIsShown,
	overSchedule,
	agreedWords,
	tailored,
	oddsOfThePromise,
}
