// Package demo makes the evidence of a small simulated vendor: 24 accounts whose stories are planted, so that a newcomer
// sees everything and the tests know the truth. The same seed gives the same bytes.
package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// Vendor is the invented company, Product what it sells.
const (
	Vendor  = "Wayfinder"
	Product = "Wayfinder Routing"
	Version = "4.7.1"
	Zone    = "Europe/Stockholm"
	Country = "SE"
)

// The simulated span: thirteen months that end with October 2026. Period is the one that the demonstration reports.
const Period = "2026-10"

var (
	start = time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)
	end   = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
)

// Story is what was planted in an account.
type Story string

const (
	Steady       Story = "steady"
	Drop         Story = "drop"          // API calls fall by two fifths on 12 October, sign-ins hold
	ChampionGone Story = "champion-gone" // the most active person stops on 22 September, the others go on
	TicketSurge  Story = "ticket-surge"  // three times the tickets in October
	Migration    Story = "migration"     // one event is replaced by another: no drop
	Silent       Story = "silent"        // nothing since 9 September
	Grower       Story = "grower"        // use and people grow every month, seats nearly full
	MissingData  Story = "missing-data"  // no seats, no surveys, no tickets are known
	SlowAnswers  Story = "slow-answers"  // resolutions take five times as long in October
	Detractors   Story = "detractors"    // promoters became detractors
	Renewal      Story = "renewal"       // renews in 50 days while use declines
	FeaturePull  Story = "feature-pull"  // exports by hand grow strongly: carriers should have access
	Decline      Story = "decline"       // falls by a fifth in September and again in October
	Small        Story = "small"         // a handful of events a month: too few to say anything
	Holiday      Story = "holiday"       // closed for a week of October, as announced
)

// Account is one simulated customer.
type Account struct {
	ID, Name, Domain, Plan, Segment, Region, Country, Industry, Owner string
	Seats                                                             int
	ARR                                                               int
	Renewal                                                           string
	Story                                                             Story
	People                                                            []Person
	Calls                                                             float64 // API calls on a working day
}

// Person is one simulated user.
type Person struct {
	ID, Name, Email, Role, Title string
	Rate                         float64 // share of working days on which the person signs in
}

var owners = []string{"Dana Ruiz", "Tomas Berg", "Amara Okafor"}

// Accounts lists the simulated customers with their stories.
func Accounts() []Account {
	rows := []struct {
		id, name, plan, industry, country string
		seats, arr                        int
		people                            int
		calls                             float64
		renewal                           string
		story                             Story
	}{
		{"acme", "Acme Freight", "Scale", "road freight", "SE", 140, 84000, 18, 560, "2027-02-28", Drop},
		{"borealis", "Borealis Logistik", "Scale", "parcel delivery", "SE", 90, 61000, 14, 410, "2027-05-31", ChampionGone},
		{"castellan", "Castellan Foods", "Enterprise", "food wholesale", "DE", 220, 132000, 24, 720, "2027-03-31", TicketSurge},
		{"delphi", "Delphi Pharma", "Enterprise", "pharmaceutical logistics", "CH", 120, 98000, 16, 480, "2027-06-30", Migration},
		{"eastgate", "Eastgate Couriers", "Team", "couriers", "GB", 40, 18000, 9, 210, "2027-01-31", Silent},
		{"fjord", "Fjord Sjomat", "Scale", "seafood", "NO", 13, 42000, 12, 300, "2027-08-31", Grower},
		{"granite", "Granite Building Supply", "Team", "building materials", "GB", 0, 15000, 8, 180, "", MissingData},
		{"harbor", "Harbor and Sons", "Team", "port services", "NL", 35, 19000, 9, 190, "2027-04-30", SlowAnswers},
		{"iberia-fresh", "Iberia Fresh", "Scale", "fresh produce", "ES", 75, 47000, 13, 350, "2027-07-31", Detractors},
		{"juniper", "Juniper Medical", "Scale", "medical supplies", "DE", 60, 52000, 12, 330, "2026-12-20", Renewal},
		{"kestrel", "Kestrel Retail", "Enterprise", "retail", "GB", 180, 110000, 20, 640, "2027-09-30", FeaturePull},
		{"lumen", "Lumen Energi", "Scale", "energy services", "DK", 70, 45000, 12, 320, "2027-05-31", Decline},
		{"marlow", "Marlow Bakery", "Team", "bakery", "GB", 6, 4000, 2, 1.2, "2027-02-28", Small},
		{"nordvik", "Nordvik Bygg", "Team", "construction", "NO", 45, 21000, 10, 230, "2027-06-30", Holiday},
		{"orchard", "Orchard Drinks", "Scale", "beverages", "FR", 80, 50000, 13, 370, "2027-10-31", Steady},
		{"pallas", "Pallas Textil", "Team", "textiles", "PT", 38, 17000, 8, 200, "2027-03-31", Steady},
		{"quarry", "Quarry Stone", "Team", "quarrying", "SE", 28, 14000, 7, 170, "2027-04-30", Steady},
		{"rivet", "Rivet Maskin", "Scale", "machine rental", "SE", 65, 43000, 11, 310, "2027-07-31", Steady},
		{"solent", "Solent Marine", "Team", "marine supplies", "GB", 33, 16000, 8, 190, "2027-08-31", Steady},
		{"tundra", "Tundra Timber", "Scale", "timber", "FI", 85, 55000, 14, 390, "2027-01-31", Steady},
		{"umbra", "Umbra Optik", "Team", "optics", "AT", 30, 15000, 7, 175, "2027-05-31", Steady},
		{"vesta", "Vesta Heating", "Scale", "heating", "PL", 72, 46000, 12, 340, "2027-09-30", Steady},
		{"willow", "Willow Furniture", "Team", "furniture", "DK", 42, 20000, 9, 220, "2027-06-30", Steady},
		{"yarrow", "Yarrow Organics", "Scale", "organic food", "NL", 66, 44000, 11, 315, "2027-02-28", Steady},
	}
	accounts := make([]Account, len(rows))
	for i, r := range rows {
		a := Account{ID: r.id, Name: r.name, Domain: r.id + ".example", Plan: r.plan, Segment: segment(r.seats), Region: "EMEA", Country: r.country,
			Industry: r.industry, Owner: owners[i%len(owners)], Seats: r.seats, ARR: r.arr, Renewal: r.renewal, Story: r.story, Calls: r.calls}
		a.People = people(a, r.people, i)
		accounts[i] = a
	}
	return accounts
}

func segment(seats int) string {
	switch {
	case seats >= 100:
		return "large"
	case seats >= 50:
		return "medium"
	}
	return "small"
}

var (
	firstNames = []string{"Maria", "Peter", "Sofia", "Jonas", "Elin", "Omar", "Lucia", "Henrik", "Aisha", "Tom", "Ingrid", "Pavel", "Nora", "Diego", "Clara", "Felix", "Hana", "Viktor", "Lena", "Samir", "Greta", "Ivan", "Julia", "Karim"}
	lastNames  = []string{"Lindqvist", "Amadi", "Keller", "Moreau", "Nilsen", "Hassan", "Costa", "Dahl", "Petrov", "Walsh", "Jansen", "Novak", "Olsen", "Ferreira", "Brandt", "Sato", "Kowalski", "Virtanen", "Rossi", "Marsh"}
	titles     = []string{"Head of Dispatch", "IT Manager", "Dispatcher", "Planner", "Dispatcher", "Planner", "Warehouse Lead", "Dispatcher"}
)

func people(a Account, n, index int) []Person {
	list := make([]Person, n)
	for k := range list {
		first, last := firstNames[(index*5+k*7)%len(firstNames)], lastNames[(index*3+k)%len(lastNames)]
		p := Person{ID: fmt.Sprintf("%s-u%02d", a.ID, k+1), Name: first + " " + last, Role: "end-user", Title: titles[min(k, 2+k%6)], Rate: 0.82 - 0.03*float64(k%9)}
		switch k {
		case 0:
			p.Role, p.Rate = "champion", 0.95
		case 1:
			p.Role, p.Rate = "admin", 0.5
		}
		p.Email = fmt.Sprintf("%s@%s", p.ID, a.Domain)
		list[k] = p
	}
	if a.ID == "acme" {
		list[0].Name, list[1].Name = "Maria Lindqvist", "Peter Amadi"
	}
	return list
}

// random is an account's own stream, so that adding an account changes no other.
func random(a Account, purpose uint64) *rand.Rand {
	var seed uint64 = 14695981039346656037
	for _, c := range []byte(a.ID) {
		seed = (seed ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(seed, purpose))
}

// poisson draws a count with the given mean.
func poisson(r *rand.Rand, mean float64) int {
	if mean > 60 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())))
	}
	limit, product, k := math.Exp(-mean), r.Float64(), 0
	for product > limit {
		product *= r.Float64()
		k++
	}
	return k
}

func date(text string) time.Time {
	t, err := time.Parse("2006-01-02", text)
	if err != nil {
		panic("demo: " + err.Error()) // a literal of this package is wrong
	}
	return t
}
