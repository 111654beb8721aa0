// Command mkplans writes ../plans.txt: the numbering plans of libphonenumber, as its Go port carries them.
package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

func main() {
	if err := write("plans.txt"); err != nil {
		fmt.Fprintln(os.Stderr, "mkplans:", err)
		os.Exit(1)
	}
}

func write(path string) error {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		return err
	}
	var lines []string
	for _, m := range all.GetMetadata() {
		lines = append(lines, line(m))
	}
	slices.Sort(lines)
	return os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644)
}

// line holds: region, country code, place among the code's regions, international prefix, national prefix, what takes
// its place, leading digits, all numbers, lengths that are dialled only locally, and the sorts of numbers.
func line(m *phonenumbers.PhoneMetadata) string {
	place := slices.Index(phonenumbers.GetRegionCodesForCountryCode(int(m.GetCountryCode())), m.GetId())
	var sorts []string
	for _, d := range []*phonenumbers.PhoneNumberDesc{m.GetFixedLine(), m.GetMobile(), m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(), m.GetPersonalNumber(),
		m.GetPager(), m.GetUan(), m.GetVoicemail()} {
		if p := d.GetNationalNumberPattern(); p != "" && p != "NA" && !slices.Contains(sorts, form(d)) {
			sorts = append(sorts, form(d))
		}
	}
	return strings.Join([]string{m.GetId(), fmt.Sprint(m.GetCountryCode()), fmt.Sprint(place), m.GetInternationalPrefix(), m.GetNationalPrefixForParsing(), m.GetNationalPrefixTransformRule(),
		m.GetLeadingDigits(), form(m.GetGeneralDesc()), lengths(m.GetGeneralDesc().GetPossibleLengthLocalOnly()), strings.Join(sorts, " ")}, "\t")
}

// form is the lengths that a sort of numbers may have (none for those of all numbers) and its expression.
func form(d *phonenumbers.PhoneNumberDesc) string {
	return lengths(d.GetPossibleLength()) + ":" + d.GetNationalNumberPattern()
}

func lengths(all []int32) string {
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = fmt.Sprint(n)
	}
	return strings.Join(texts, ",")
}
