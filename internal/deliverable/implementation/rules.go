package implementation

import "github.com/touchstone-cs/touchstone/internal/rule"

// Rules is the list of the guide's rules.
func Rules() []*rule.Rule {
	return []*rule.Rule{
		stepsValidated,
		ranAtTheCustomer,
		environmentNamed,
		prerequisitesListed,
		prerequisiteSpecific,
		prerequisiteVerified,
		issuesDocumented,
		issuesFromExperience,
		requiredOrOptional,
		optionalExplained,
		customersLanguage,
		examplesSound,
		troubleshooting,
		failuresCovered,
		partsCovered,
		stepsRunnable,
		changesHaveAWayBack,
		migrationCounted,
		patternFilled,
	}
}
