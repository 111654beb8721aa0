package main

// flaws are seeded one at a time; every bullet of the requirement has one or more.
var flaws = []flaw{
	// Onboarding plan.
	{"1.bar.1", "plan", "| 2026-12-15 | 500 meters", "| mid December | 500 meters", "OP001", nil},
	{"1.bar.1", "plan", "| Clerk training | Tomasz Reiter |", "| Clerk training | |", "OP002", nil},
	{"1.bar.1", "plan", "Two clerks and one engineer can log in to the test tenant with their Brightwater account", "Single sign-on has been set up and works as expected", "OP003", nil},
	{"1.bar.1", "plan", "9 of 11 clerks export a month of readings without help", "The clerks are comfortable with the new screens", "OP003", nil},
	{"1.bar.2", "plan", "a test user of `sg-metering` reaches the landing page of the test tenant", "", "OP005", nil},
	{"1.bar.3", "plan", "| Data migration: gaps in the 2025 history |", "| Weather: storms cut the power of the pumps |", "OP006", nil},
	{"1.bar.3", "plan", "Stay on 4.1 for the pilot; go-live holds", "Escalate", "OP007", nil},
	{"1.bar.4", "plan", "| Meter head-end | Kamstrup READy 4.1, hourly CSV export over SFTP |\n| Billing | Agresso 7.9 on SQL Server 2019 |\n| Sign-in | Entra ID, SAML, group `sg-metering` |\n| Environments | test and production, separate tenants |\n", "", "OP008", nil},
	{"1.bar.5", "plan", "1. 5,900 of the 6,000 meters deliver at least 22 readings a day for 7 days in a row.\n2. Billing clerks can export a month of readings into Agresso in under 15 minutes.\n3. An on-call engineer receives an SMS within 10 minutes when the feed stops.\n", "", "OP009", nil},
	{"1.bar.5", "plan", "| Brightwater Utilities | Orla Keane | 2026-11-13[^s1] |\n", "", "OP010", nil},
	{"1.bar.6", "plan", "| Status call | every Wednesday, 11:00, 30 minutes | Tomasz Reiter, Declan Foy | progress and blockers |\n| Milestone review | after each milestone | and Orla Keane | sign-off |\n| Escalation | within one working day of a blocker | and Priya Nandakumar | unblock |\n", "", "OP011", nil},

	// Implementation guide.
	{"2.bar.1", "guide", "every required step passed.[^run]", "every required step passed.", "IG001", nil},
	{"2.bar.2", "guide", "| 3.11 or later, with `paramiko` 3.4 |", "| a recent one |", "IG005", nil},
	{"2.bar.2", "guide", "| `ssh -V` |", "| |", "IG006", nil},
	{"2.bar.3", "guide", "create a token with `readings:write` in Settings, Tokens", "", "IG007", nil},
	{"2.bar.3", "guide", "4 earlier SFTP feeds[^l]", "often", "IG008", nil},
	{"2.bar.4", "guide", "## Send the first file (required)", "## Send the first file", "IG009", nil},
	{"2.bar.5", "guide", "import json, os, urllib.request", "import json, os, urllib.request)", "IG012", nil},
	{"2.bar.6", "guide", "## Troubleshooting", "## Appendix", "IG013", nil},

	// Health report.
	{"3.bar.1", "health", "| Adoption rate (of 60 seats) | 68% | 62% | -6 points[^ad] |\n", "", "HR001", nil},
	{"3.bar.1", "health", "| NPS | 31 | 24 | -7[^nps] |", "| NPS | good | fair | worse |", "HR002", []string{"HR011"}},
	{"3.bar.2", "health", "Weekly logins of the billing team fell from 58 to 33 between 5 and 26 October[^log]", "The billing team seems to be losing interest", "HR005", nil},
	{"3.bar.2", "health", "between 5 and 26 October[^log]", "between 5 and 26 October", "HR006", nil},
	{"3.bar.3", "health", "| Show the new export to the billing clerks | Tomasz Reiter |", "| Show the new export to the billing clerks | |", "HR007", nil},
	{"3.bar.3", "health", "| Priya Nandakumar | 2026-11-27 |", "| Priya Nandakumar | soon |", "HR008", nil},
	{"3.bar.3", "health", "Weekly logins of the billing team back above 50 by mid December", "", "HR009", nil},
	{"3.bar.4", "health", "| Tickets opened | 6 | 9 | +3[^to] |", "| Tickets opened | | 9[^to] | |", "HR011", nil},
	{"3.bar.4", "health", "| 37 | -9.8%[^au] |", "| 37 | +9.8%[^au] |", "HR012", []string{"GL004"}},
	{"3.bar.5", "health", "19 users of anomaly alerts in October, 12 in September[^fu]", "They would surely like it", "HR013", nil},
	{"3.bar.5", "health", "Orla Keane on 8 October 2026: wants leaks of the north district reported daily[^call]", "", "HR014", nil},
	{"3.bar.6", "health", "| with engineering since 29 October |", "| |", "HR015", nil},

	// Feedback summary.
	{"4.section.1", "voice", "## Executive summary\n\n1. Exports are cut without notice: fix now.\n2. Alert settings cannot be shared: plan for the next cycle.\n3. Reports are read on paper: look into it.\n", "", "FS001", nil},
	{"4.section.2", "voice", "**Recommended action**: refuse to write a partial file and say why. Effort: 2 to 3 weeks.", "", "FS002", nil},
	{"4.section.3", "voice", "## Individual requests", "## Other", "FS003", nil},
	{"4.section.4", "voice", "## Competitive intelligence", "## Miscellany", "FS004", nil},
	{"4.section.5", "voice", "## Recommended priorities", "## Afterword", "FS005", nil},
	{"4.bar.1", "voice", "4 of 17 accounts, 11 mentions", "1 of 17 accounts, 11 mentions", "FS006", []string{"GL004", "FS012"}},
	{"4.bar.2", "voice", "| Rank | Action | Customer impact | Effort | Rationale |", "| Rank | Action | Customer impact | Team | Rationale |", "FS007", nil},
	{"4.bar.3", "voice", "(operations analyst)", "(Siobhan Walsh, Lakeland Water)", "FS008", []string{"GL013"}},
	{"4.bar.4", "voice", "**Customers need** one set of thresholds for a district *so that* two shifts see the same alarms.", "", "FS009", nil},
	{"4.bar.5", "voice", "One utility ran a MeterIQ pilot with 300 meters from June to August and ended it.", "MeterIQ will probably be gone from the market within a year.", "FS010", nil},

	// Case study.
	{"5.section.1", "case", "## Customer profile", "## Preface", "CS001", nil},
	{"5.section.2", "case", "## Challenge", "## Prologue", "CS002", nil},
	{"5.section.3", "case", "## Solution", "## Interlude", "CS004", nil},
	{"5.section.4", "case", "| Metric | Before (March to August 2025) | After (March to August 2026) | Change |", "| Metric | Before | After | Change |", "CS006", nil},
	{"5.section.5", "case", "- What we would do differently: check the units of every meter before the first alarm, and start with three zones.\n", "", "CS011", nil},
	{"5.section.6", "case", "> \"Last winter we dug where the caller pointed. Now the crew has a street and a night.\" Orla Keane, Head of Metering[^q]\n", "", "CS013", nil},
	{"5.bar.1", "case", "| Mean time from leak to alarm | 41 days | 2.3 days | -94%[^m] |", "| Finding leaks | slow | much faster | great |", "CS007", nil},
	{"5.bar.1", "case", "342,000 m³ | -44%[^m] |", "342,000 m³ | -44% |", "CS008", nil},
	{"5.bar.2", "case", "on average after 41 days. In 2025 the district lost 1.2 million cubic metres that way, which cost EUR 860,000, and two technicians spent 14 hours a week listening at valves.[^cost]", "often far too late. A lot of water was lost that way, which was very costly.", "CS003", nil},
	{"5.bar.3", "case", "Weeks 1 to 3: hourly feed of 6,000 meters over SFTP, first in the test tenant, then in production. Weeks 4 to 6: night-flow thresholds were set for each of the 14 zones from 90 days of history; a zone alarms when the flow between 02:00 and 04:00 stays above its median plus three deviations for two nights. Weeks 7 to 9: alarms were routed to the on-call technician by SMS. Weeks 10 and 11: two zones ran with the old rounds in parallel before the rounds were stopped. The commands are in the [implementation guide](implementation-guide-sftp-feed.md).", "Everything went well and the team was happy.", "CS005", []string{"CS004"}},
	{"5.bar.4", "case", "Head of Metering[^q]", "Head of Metering", "CS014", nil},
	{"5.bar.5", "case", "- What was hard: 430 meters reported in litres and the others in cubic metres; the first week gave 212 false alarms, and go-live slipped by nine days.", "- What was hard: nothing, it was a seamless and game-changing success from the first day.", "CS012", []string{"CS011"}},

	// Escalation report.
	{"6.section.1", "esc", "## Customer context", "## Opening", "ER001", nil},
	{"6.section.2", "esc", "## Issue summary", "## Foreword", "ER002", nil},
	{"6.section.3", "esc", "## Business impact", "## Remarks", "ER003", nil},
	{"6.section.4", "esc", "1. Sign in to the test tenant as a user of the role Billing.\n2. Request the export of September 2026 for district South (68,400 rows): `curl -s \"$BASE/v3/export?format=csv&from=2026-09-01&to=2026-09-30&district=south\" -o south.csv`\n3. Count the rows: `wc -l south.csv`\n", "Export a big district.\n", "ER004", nil},
	{"6.section.5", "esc", "## Environment details", "## Annex", "ER005", nil},
	{"6.section.6", "esc", "## Attempted resolutions", "## Diary", "ER006", nil},
	{"6.section.7", "esc", "## Recommended priority", "## Ending", "ER007", nil},
	{"6.bar.1", "esc", "Reproduced 4 of 4 times by Tomasz Reiter in the tenant brightwater-test on 2026-10-28, and 3 of 3 times by Priya Nandakumar in a clean 9.2.1.[^r]", "The customer saw it several times.", "ER008", nil},
	{"6.bar.2", "esc", "Brightwater cannot bill 6,000 meters from the export: 11 clerks re-key about 1,900 readings by hand, 26 staff hours for the October run. Invoices worth EUR 310,000 go out four days late.[^call]", "An important customer is badly affected and many invoices are late.", "ER010", nil},
	{"6.bar.3", "esc", "curl 8.5.0 on Ubuntu 22.04 | curl 8.5.0 on Debian 12", "a browser | the latest curl", "ER012", nil},
	{"6.bar.4", "esc", "| works below 40,000 rows; three files a month instead of one |", "| |", "ER014", nil},
	{"6.bar.5", "esc", "Severity 2. Impact is high: the billing run of 6,000 meters is blocked and 11 people work by hand. Urgency is medium: splitting the export by district works and costs about two hours a month. It is not severity 1, because no reading is lost.", "Severity 2. Impact is high and urgency is medium, because Brightwater is one of our largest and most strategic accounts.", "ER017", nil},
	{"6.bar.5", "esc", "Severity 2. Impact is high:", "Severity 1. Impact is high:", "ER016", nil},

	// Guidelines.
	{"0.guideline.1", "case", "account: brightwater\n", "account: lakeland\n", "GL008", nil},
	{"0.guideline.2", "voice", "three utilities re-keyed", "Brightwater Utilities and two others re-keyed", "GL013", nil},
	{"0.guideline.3", "health", "metric:nps account", "metric:happiness account", "GL014", nil},
	{"0.guideline.4", "voice", "accounts: 17\n", "account: brightwater\n", "GL015", nil},
	{"0.guideline.5", "case", "audience: internal\n", "audience: public\n", "GL016", []string{"CS015", "CS016", "GL013"}},
	{"0.guideline.6", "plan", "author: Tomasz Reiter\n", "", "GL006", nil},
	{"0.guideline.6", "health", "date: 2026-11-04\n", "", "GL005", nil},
	{"0.guideline.6", "esc", "engagement: Meter data platform, production since 2026-03\n", "", "GL007", nil},
}
