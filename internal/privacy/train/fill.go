package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"

	"github.com/touchstone-cs/touchstone/internal/privacy/tagger"
)

// filler makes texts from templates: slots in braces become invented values.
type filler struct {
	rng   *rand.Rand
	names tagger.Names
}

// types gives the class that a slot's value is marked with; slots that are missing here are not marked.
var types = map[string]string{
	"person": "PERSON", "first": "PERSON", "last": "PERSON", "org": "ORGANIZATION", "city": "LOCATION", "country": "LOCATION",
	"address": "ADDRESS", "street": "ADDRESS", "building": "ADDRESS", "unit": "ADDRESS", "zip": "ADDRESS", "phone": "PHONE_NUMBER",
}

// slots maps the slots of the generated data's own templates to ours.
var slots = map[string]string{
	"name": "person", "name_male": "person", "name_female": "person", "first_name": "first", "first_name_male": "first", "first_name_female": "first",
	"first_name_nonbinary": "first", "last_name": "last", "last_name_male": "last", "organization": "org", "company": "org", "street_name": "street",
	"building_number": "building", "secondary_address": "unit", "postcode": "zip", "zipcode": "zip", "phone_number": "phone", "email": "mail", "credit_card_number": "card",
	"ip_address": "ip", "url": "url", "prefix_male": "prefix", "prefix_female": "prefix", "date_of_birth": "date", "date_time": "date", "job": "job", "state_abbr": "state",
	"day_of_week": "day", "us_driver_license": "number", "ssn": "ssn",
}

func (f *filler) fill(template string) tagger.Example {
	template = strings.ReplaceAll(strings.NewReplacer("{{", "{", "}}", "}").Replace(template), `\n`, "\n")
	var b strings.Builder
	var marked []tagger.Span
	for {
		before, rest, ok := strings.Cut(template, "{")
		slot, after, closed := strings.Cut(rest, "}")
		if !ok || !closed {
			b.WriteString(template)
			break
		}
		b.WriteString(before)
		if to, ok := slots[slot]; ok {
			slot = to
		}
		value := f.value(slot)
		if kind, ok := types[slot]; ok {
			marked = append(marked, tagger.Span{Type: kind, Start: b.Len(), End: b.Len() + len(value)})
		}
		b.WriteString(value)
		template = after
	}
	text := b.String()
	if f.rng.IntN(9) == 0 {
		if lower := strings.ToLower(text); len(lower) == len(text) {
			text = lower
		}
	}
	return tagger.Example{Text: text, Spans: marked}
}

func (f *filler) one(list []string) string { return list[f.rng.IntN(len(list))] }

// digitsIn replaces every # by a digit.
func (f *filler) digitsIn(pattern string) string {
	var b strings.Builder
	for _, c := range pattern {
		if c == '#' {
			b.WriteByte(byte('0' + f.rng.IntN(10)))
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

func title(s string) string {
	var b strings.Builder
	up := true
	for _, r := range s {
		if up {
			r = unicode.ToUpper(r)
		}
		up = r == ' ' || r == '-'
		b.WriteRune(r)
	}
	return b.String()
}

func (f *filler) value(slot string) string {
	switch slot {
	case "person":
		return f.person()
	case "first":
		return title(f.one(f.names.First))
	case "last":
		return title(f.one(f.names.Last))
	case "org":
		return f.organization()
	case "city":
		if f.rng.IntN(12) == 0 {
			return strings.ToUpper(f.one(f.names.Place))
		}
		return title(f.one(f.names.Place))
	case "country":
		return title(f.one(f.names.Country))
	case "address":
		return f.address()
	case "street":
		return f.street()
	case "building":
		return fmt.Sprint(1 + f.rng.IntN(99))
	case "unit":
		return f.digitsIn(f.one([]string{"Apt. ###", "Suite ###", "Unit ##", "Floor #"}))
	case "zip":
		return f.digitsIn(f.one([]string{"#####", "####", "### ##", "##-###", "#####-####"}))
	case "phone":
		return f.phone()
	case "mail":
		return strings.ToLower(f.one(f.names.First)) + "@example.com"
	case "card":
		return "4242424242424242"
	case "iban":
		return "DE89370400440532013000"
	case "ip":
		return fmt.Sprintf("%d.%d.%d.%d", 1+f.rng.IntN(250), f.rng.IntN(250), f.rng.IntN(250), f.rng.IntN(250))
	case "url":
		return "http://www." + strings.ToLower(f.one(f.names.Common)) + ".com/"
	case "prefix":
		return f.one([]string{"Mr.", "Mrs.", "Ms.", "Dr.", "Miss"})
	case "date":
		return f.digitsIn(f.one([]string{"#/1#/19##", "2026-0#-1#", "1# March 20##", "20##-1#-0# 1#:##:##"}))
	case "job":
		return title(f.one(f.names.Common)) + " " + f.one([]string{"manager", "engineer", "teacher", "officer", "designer", "assistant"})
	case "state":
		return f.one([]string{"NY", "CA", "TX", "WA", "FL", "LA", "AK"})
	case "day":
		return f.one([]string{"Monday", "Tuesday", "Friday", "tomorrow"})
	case "ssn":
		return f.digitsIn("###-##-####")
	case "number":
		return f.digitsIn("a########")
	}
	return "{" + slot + "}"
}

func (f *filler) person() string {
	first, last := title(f.one(f.names.First)), title(f.one(f.names.Last))
	switch f.rng.IntN(12) {
	case 0:
		return first + " " + string([]rune(title(f.one(f.names.First)))[0]) + ". " + last
	case 1:
		return first + " " + title(f.one(f.names.First)) + " " + last
	case 2:
		return first + " " + f.one([]string{"van der", "van", "von", "de", "da", "bin", "la"}) + " " + last
	case 3:
		return string([]rune(first)[0]) + ". " + last
	case 4:
		return f.one([]string{"Dr.", "Mr.", "Mrs."}) + " " + first + " " + last
	case 5:
		return first + " " + last + f.one([]string{" MD", " Jr.", " PhD", " DDS"})
	}
	return first + " " + last
}

func (f *filler) organization() string {
	form := f.one([]string{"Ltd", "Ltd.", "Inc", "Inc.", "LLC", "PLC", "GmbH", "AG", "AB", "B.V.", "S.A.", "Corp.", "Corporation", "Group", "Holdings", "and Sons", "& Co"})
	trade := f.one([]string{"Systems", "Freight", "Foods", "Insurance", "Robotics", "Analytics", "Consulting", "Bank", "Energy", "Media", "Labs", "Logistics", "Technologies", "Solutions", "Services", "Partners", "University", "Institute"})
	last, word, word2 := title(f.one(f.names.Last)), title(f.one(f.names.Common)), title(f.one(f.names.Common))
	switch f.rng.IntN(11) {
	case 0:
		return last + " " + form
	case 1:
		return last + ", " + title(f.one(f.names.Last)) + " and " + title(f.one(f.names.Last))
	case 2:
		return last + "-" + title(f.one(f.names.Last))
	case 3:
		return word + " " + trade
	case 4:
		return word + " " + trade + " " + form
	case 5:
		return word + strings.ToLower(word2)
	case 6:
		return word + word2
	case 7:
		return f.one([]string{"Department of ", "Ministry of ", "University of ", "Bank of ", "Institute of "}) + word
	case 8:
		return word + " " + word2
	case 9:
		return strings.ToUpper(f.one(f.names.Common)[:2] + string('a'+rune(f.rng.IntN(26))))
	}
	return title(f.one(f.names.Place)) + " " + trade
}

func (f *filler) street() string {
	name := title(f.one(f.names.Last))
	lower := strings.ToLower(name)
	n := fmt.Sprint(1 + f.rng.IntN(250))
	switch f.rng.IntN(9) {
	case 0, 1:
		return n + " " + name + " " + f.one([]string{"Street", "Road", "Avenue", "Lane", "Drive", "St.", "Ave", "Rd", "Boulevard", "Court", "Way"})
	case 2:
		return title(lower) + f.one([]string{"straße", "strasse", "str.", "weg", "gasse", "allee", "platz"}) + " " + n
	case 3:
		return n + " " + f.one([]string{"rue", "avenue", "boulevard", "place"}) + " " + f.one([]string{"de ", "du ", "de la ", ""}) + name
	case 4:
		return f.one([]string{"Via", "Piazza", "Viale", "Calle", "C/", "Avenida", "Ctra.", "Rua", "Travessa"}) + " " + name + " " + n
	case 5:
		return name + f.one([]string{"gatan", "vägen", "vej", "gade", "vegen", "laan", "straat", "dreef", "katu", "tie"}) + " " + n
	case 6:
		return name + " " + f.one([]string{"utca", "út", "u.", "ul.", "ulica"}) + " " + n
	case 7:
		return f.one([]string{"ul.", "ulica", "Al."}) + " " + name + " " + n
	}
	return name + " " + f.one([]string{"Street", "Road", "Baan", "Square", "Park"})
}

func (f *filler) address() string {
	street, city := f.street(), title(f.one(f.names.Place))
	zip := f.value("zip")
	switch f.rng.IntN(9) {
	case 0:
		return street + ", " + zip + " " + city
	case 1:
		return street + "\n" + zip + " " + city
	case 2:
		return f.value("building") + " " + street + " " + f.value("unit") + ", " + city + ", " + f.value("country") + " " + zip
	case 3:
		return f.value("building") + " " + street + "\n " + f.value("unit") + "\n " + city + "\n " + f.value("country") + " " + zip
	case 4:
		return street + ", " + city + ", " + f.value("state") + " " + zip
	case 5:
		return "the corner of " + street + " and " + f.street()
	case 6:
		return f.digitsIn(f.one([]string{"PSC ####, Box ####\nAPO AP #####", "Unit #### Box ####\nDPO AA #####", "P.O. Box ####, "})) + f.one([]string{"", city})
	case 7:
		return f.value("building") + " " + street + "\n" + city + "\n, " + f.value("state") + "\n " + zip
	}
	return street + ", " + city
}

func (f *filler) phone() string {
	return f.digitsIn(f.one([]string{"+1-###-###-####", "+46 8 ### ### ##", "+49 ### #######", "(0##) ####-####", "(###)###-####x####", "###-###-####", "###.###.####", "0## ### ## ##", "## ## ## ##",
		"00#-###-###-####", "0#-########", "#### ####", "(##) ###-###", "+44 #### ######", "### ### ###", "##-##-##-##", "+# (###) ###-####", "0### #######"}))
}
