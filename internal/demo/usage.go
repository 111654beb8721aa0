package demo

import (
	"fmt"
	"time"
)

// features of the product by plan; a plan has those before it too.
var features = []string{"planning", "upload", "tracking", "sign-in", "reports", "alerts", "export", "mobile", "admin", "audit", "carriers", "api"}

// events lists an account's use of the product.
func (a Account) events() [][]string {
	r := random(a, 1)
	var rows [][]string
	add := func(user string, at time.Time, event, feature string, quantity int) {
		rows = append(rows, []string{a.ID, user, at.Format(time.RFC3339), event, feature, fmt.Sprint(quantity), fmt.Sprintf("%s-%06d", a.ID, len(rows)+1)})
	}
	for day := start; day.Before(end); day = day.AddDate(0, 0, 1) {
		level := a.level(day)
		if weekend(day) {
			level *= 0.06
		}
		if calls := poisson(r, a.Calls*a.callLevel(day)*level); calls > 0 {
			rows = spread(rows, a, day, calls, r.IntN(50))
		}
		for k, p := range a.People {
			if !a.active(k, day) || r.Float64() > p.Rate*min(1, level)*a.signInLevel(day) {
				continue
			}
			at := day.Add(time.Duration(6*60+r.IntN(600)) * time.Minute)
			add(p.ID, at, "login", "sign-in", 1)
			for range 1 + poisson(r, 2.2) {
				f := features[r.IntN(a.depth())]
				at = at.Add(time.Duration(1+r.IntN(40)) * time.Minute)
				add(p.ID, at, eventOf(f, day, a), f, 1)
			}
			if a.Story == FeaturePull && !day.Before(date("2026-08-01")) {
				for range poisson(r, 1.2*float64(day.Month()-7)) {
					add(p.ID, at, "route_exported", "export", 1)
				}
			}
		}
	}
	return rows
}

// spread records calls of machines as three rows a day: before noon, after noon and at night.
func spread(rows [][]string, a Account, day time.Time, calls, minute int) [][]string {
	parts := []int{calls / 2, calls / 3, calls - calls/2 - calls/3}
	for i, hour := range []int{8, 14, 22} {
		if parts[i] > 0 {
			at := day.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
			rows = append(rows, []string{a.ID, "", at.Format(time.RFC3339), "api_call", "api", fmt.Sprint(parts[i]), fmt.Sprintf("%s-%06d", a.ID, len(rows)+1)})
		}
	}
	return rows
}

func eventOf(feature string, day time.Time, a Account) string {
	if feature == "upload" && a.Story == Migration && !day.Before(date("2026-10-05")) {
		return "bulk_upload_v2"
	}
	return map[string]string{"planning": "route_planned", "upload": "bulk_upload", "tracking": "vehicle_tracked", "sign-in": "login", "reports": "report_opened",
		"alerts": "alert_acknowledged", "export": "route_exported", "mobile": "mobile_synced", "admin": "setting_changed", "audit": "audit_viewed",
		"carriers": "carrier_shared", "api": "token_created"}[feature]
}

// depth is how many of the features the account uses.
func (a Account) depth() int {
	switch a.Plan {
	case "Enterprise":
		return 10
	case "Scale":
		return 8
	}
	return 6
}

// level scales all use of a day by the account's story.
func (a Account) level(day time.Time) float64 {
	if closed(day) {
		return 0.03
	}
	switch a.Story {
	case Silent:
		if !day.Before(date("2026-09-09")) {
			return 0
		}
	case Grower:
		months := float64(day.Year()-2025)*12 + float64(day.Month()) - 10
		return 0.4 + 0.06*months
	case Decline:
		if !day.Before(date("2026-10-01")) {
			return 0.64
		}
		if !day.Before(date("2026-09-01")) {
			return 0.8
		}
	case Renewal:
		if !day.Before(date("2026-10-01")) {
			return 0.4
		}
		if !day.Before(date("2026-08-15")) {
			return 0.8
		}
	case Holiday:
		if !day.Before(date("2026-10-05")) && day.Before(date("2026-10-12")) {
			return 0.05
		}
	}
	return 1
}

// callLevel scales machines' calls, signInLevel people's sign-ins.
func (a Account) callLevel(day time.Time) float64 {
	switch {
	case a.Story == Drop && !day.Before(date("2026-10-12")):
		return 0.42
	case a.Story == Migration && !day.Before(date("2026-10-05")):
		return 1.6
	}
	return 1
}

func (a Account) signInLevel(day time.Time) float64 {
	if a.Story == Migration && !day.Before(date("2026-10-05")) {
		return 0.45
	}
	return 1
}

// active reports whether the k-th person uses the product on a day.
func (a Account) active(k int, day time.Time) bool {
	switch a.Story {
	case ChampionGone:
		return k != 0 || day.Before(date("2026-09-22"))
	case Grower:
		return k < 4+int(day.Sub(start).Hours()/24/45)
	}
	return true
}

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

// closed are the days on which the customers' countries stand still.
func closed(day time.Time) bool {
	switch day.Format("01-02") {
	case "12-24", "12-25", "12-26", "12-31", "01-01", "05-01":
		return true
	}
	return day.Equal(date("2026-04-03")) || day.Equal(date("2026-04-06"))
}
