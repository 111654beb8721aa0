package phone

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

// theirs is what the library says.
func theirs(text, region string) (number string, valid bool) {
	if region == "" {
		region = "ZZ"
	}
	n, err := phonenumbers.Parse(text, region)
	if err != nil {
		return "", false
	}
	return phonenumbers.GetNationalSignificantNumber(n), phonenumbers.IsValidNumber(n)
}

func compare(t interface{ Fatalf(string, ...any) }, text, region string) {
	number, valid := theirs(text, region)
	if got := Valid(text, region); got != valid {
		t.Fatalf("Valid(%q, %q) = %v, libphonenumber says %v", text, region, got, valid)
	}
	if region != "" {
		return
	}
	if got, ok := National(text); got != number || ok != (number != "") {
		t.Fatalf("National(%q) = %q, %v, libphonenumber says %q", text, got, ok, number)
	}
}

func regions() []string { return slices.Sorted(maps.Keys(world().byRegion)) }

// TestExamples asks about an example of each sort of each region's numbers, written in each format, at home and abroad.
func TestExamples(t *testing.T) {
	asked := 0
	for _, region := range regions() {
		for sort := phonenumbers.FIXED_LINE; sort <= phonenumbers.VOICEMAIL; sort++ {
			n := phonenumbers.GetExampleNumberForType(region, sort)
			if n == nil || n.GetNationalNumber() == 0 {
				continue
			}
			for _, form := range []phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.INTERNATIONAL, phonenumbers.NATIONAL} {
				text := phonenumbers.Format(n, form)
				for _, home := range []string{"", region, "US", "SE"} {
					compare(t, text, home)
					compare(t, text+" ext. 12", home)
					asked++
				}
			}
		}
	}
	if asked < 1000 {
		t.Fatalf("only %d examples", asked)
	}
}

func TestAsLibphonenumber(t *testing.T) {
	all := strings.Fields("US GB DE FR SE IT BR AR MX IN JP CN AU RU KZ SM VA NO DK FI NL CI GG CA JM IL ZA NG KE CO CL")
	separator := rapid.SampledFrom([]string{"", "", "", " ", "-", ".", "/", " (", ") ", "(0)"})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString(rapid.SampledFrom([]string{"", "", "+", "(", "+(", "00", "011", "0", "8~10"}).Draw(t, "start"))
		if rapid.Bool().Draw(t, "code") {
			code := rapid.SampledFrom(regions()).Draw(t, "of")
			b.WriteString(world().byRegion[code].code)
		}
		for range rapid.IntRange(1, 5).Draw(t, "groups") {
			b.WriteString(separator.Draw(t, "separator"))
			b.WriteString(rapid.StringMatching(`[0-9]{1,5}`).Draw(t, "digits"))
		}
		b.WriteString(rapid.SampledFrom([]string{"", "", "", " x12", " ext. 345", "x1234567"}).Draw(t, "extension"))
		compare(t, b.String(), rapid.SampledFrom(append(all, "", "ZZ")).Draw(t, "home"))
	})
}

// TestPossibleNumbers draws numbers that the plans' own expressions allow at the front, so that many are valid.
func TestPossibleNumbers(t *testing.T) {
	list := regions()
	valid := 0
	rapid.Check(t, func(t *rapid.T) {
		region := rapid.SampledFrom(list).Draw(t, "region")
		example := phonenumbers.GetExampleNumber(region)
		text := []byte(phonenumbers.Format(example, rapid.SampledFrom([]phonenumbers.PhoneNumberFormat{phonenumbers.E164, phonenumbers.NATIONAL}).Draw(t, "form")))
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			at := rapid.IntRange(0, len(text)-1).Draw(t, "at")
			if digit(rune(text[at])) {
				text[at] = byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
			}
		}
		home := rapid.SampledFrom([]string{"", region, "DE"}).Draw(t, "home")
		compare(t, string(text), home)
		if Valid(string(text), home) {
			valid++
		}
	})
	if valid == 0 {
		t.Fatal("no number was valid")
	}
}
