package health

import "github.com/touchstone-cs/touchstone/internal/rule"

// Rules lists what is asked of a health report beyond the rules for all documents.
func Rules() []*rule.Rule {
	return []*rule.Rule{
		metricsPresent,
		metricsQuantitative,
		metricsCited,
		risksSaid,
		risksSpecific,
		risksCited,
		actionsOwned,
		actionsDated,
		actionsOutcome,
		actionsForRisks,
		priorPeriod,
		changeAgrees,
		openingsUse,
		openingsConversation,
		issuesStatus,
		issuesListed,
		periodNamed,
		outlookWritten,
	}
}
