package calendar

import "time"

var western = map[string]country{
	"GB": {regions: []string{"ENG", "WLS", "SCT", "NIR"}, feasts: moving(substitute,
		newYear("New Year's Day"), day("2 January", 1, 2).in("SCT"),
		day("St Patrick's Day", 3, 17).in("NIR"), goodFriday(), easterMonday().except("SCT"),
		when("Early May bank holiday", nth(1, time.Monday, 5)), when("Spring bank holiday", nth(-1, time.Monday, 5)),
		day("Battle of the Boyne", 7, 12).in("NIR"),
		when("Summer bank holiday", nth(1, time.Monday, 8)).in("SCT"), when("Summer bank holiday", nth(-1, time.Monday, 8)).except("SCT"),
		day("St Andrew's Day", 11, 30).in("SCT"), christmas(), day("Boxing Day", 12, 26))},
	"IE": {feasts: moving(substitute,
		newYear("New Year's Day"), when("St Brigid's Day", brigid).since(2023), day("St Patrick's Day", 3, 17), easterMonday(),
		when("May Day", nth(1, time.Monday, 5)), when("June holiday", nth(1, time.Monday, 6)), when("August holiday", nth(1, time.Monday, 8)),
		when("October holiday", nth(-1, time.Monday, 10)), christmas(), day("St Stephen's Day", 12, 26))},
	"DE": {regions: []string{"BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"}, feasts: []feast{
		newYear("New Year's Day"), epiphany("Epiphany").in("BW", "BY", "ST"),
		day("International Women's Day", 3, 8).in("BE").since(2019), day("International Women's Day", 3, 8).in("MV").since(2023),
		goodFriday(), easterMonday(), labourDay(), ascension(), whitMonday(),
		corpusChristi().in("BW", "BY", "HE", "NW", "RP", "SL"), assumption().in("SL"),
		day("World Children's Day", 9, 20).in("TH").since(2019), day("German Unity Day", 10, 3),
		day("Reformation Day", 10, 31).in("BB", "MV", "SN", "ST", "TH"), day("Reformation Day", 10, 31).in("HB", "HH", "NI", "SH").since(2018),
		allSaints().in("BW", "BY", "NW", "RP", "SL"), when("Day of Repentance and Prayer", until(11, 23, time.Wednesday)).in("SN"),
		christmas(), secondChristmas()}},
	"AT": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), easterMonday(), labourDay(), ascension(), whitMonday(), corpusChristi(),
		assumption(), day("National Day", 10, 26), allSaints(), immaculate(), christmas(), day("St Stephen's Day", 12, 26)}},
	"CH": {regions: []string{"ZH", "BE", "GE", "VD", "BS", "TI", "LU", "ZG"}, feasts: []feast{
		newYear("New Year's Day"), day("Berchtold's Day", 1, 2).in("ZH", "BE", "VD", "LU", "ZG"), epiphany("Epiphany").in("TI"),
		goodFriday().except("TI"), easterMonday(), labourDay().in("ZH", "BS", "TI"), ascension(), whitMonday(),
		corpusChristi().in("LU", "ZG", "TI"), day("National Day", 8, 1), assumption().in("LU", "ZG", "TI"),
		when("Jeûne genevois", jeuneGenevois).in("GE"), when("Federal Fast Monday", lundiDuJeune).in("VD"),
		allSaints().in("LU", "ZG", "TI"), immaculate().in("LU", "ZG", "TI"),
		christmas(), day("St Stephen's Day", 12, 26).except("GE", "VD"), day("Restoration Day", 12, 31).in("GE")}},
	"FR": {regions: []string{"57", "67", "68"}, feasts: []feast{newYear("New Year's Day"), goodFriday().in("57", "67", "68"), easterMonday(), labourDay(),
		day("Victory Day", 5, 8), ascension(), whitMonday(), day("Bastille Day", 7, 14), assumption(), allSaints(), day("Armistice Day", 11, 11),
		christmas(), day("St Stephen's Day", 12, 26).in("57", "67", "68")}},
	"NL": {feasts: []feast{newYear("New Year's Day"), easterMonday(), when("King's Day", kingsDay), ascension(), whitMonday(), christmas(), secondChristmas()}},
	"BE": {feasts: []feast{newYear("New Year's Day"), easterMonday(), labourDay(), ascension(), whitMonday(), day("National Day", 7, 21),
		assumption(), allSaints(), day("Armistice Day", 11, 11), christmas()}},
	"LU": {feasts: []feast{newYear("New Year's Day"), easterMonday(), labourDay(), day("Europe Day", 5, 9).since(2019), ascension(), whitMonday(),
		day("National Day", 6, 23), assumption(), allSaints(), christmas(), secondChristmas()}},
}

var southern = map[string]country{
	"IT": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), easterMonday(), day("Liberation Day", 4, 25), labourDay(),
		day("Republic Day", 6, 2), assumption(), day("St Francis of Assisi", 10, 4).since(2026), allSaints(), immaculate(), christmas(), day("St Stephen's Day", 12, 26)}},
	"ES": {regions: []string{"MD", "CT", "PV", "AN", "VC", "GA"}, feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"),
		day("Andalusia Day", 2, 28).in("AN"), when("Maundy Thursday", easter(-3)).except("CT", "VC"), goodFriday(), easterMonday().in("CT", "PV", "VC"), labourDay(),
		day("Community of Madrid Day", 5, 2).in("MD"), day("Galician Literature Day", 5, 17).in("GA"), day("St John", 6, 24).in("CT"), day("St James", 7, 25).in("GA", "PV"),
		assumption(), day("Catalonia Day", 9, 11).in("CT"), day("Valencian Community Day", 10, 9).in("VC"), day("National Day", 10, 12),
		allSaints(), day("Constitution Day", 12, 6), immaculate(), christmas(), day("St Stephen's Day", 12, 26).in("CT")}},
	"PT": {feasts: []feast{newYear("New Year's Day"), goodFriday(), day("Freedom Day", 4, 25), labourDay(), corpusChristi(), day("Portugal Day", 6, 10),
		assumption(), day("Republic Day", 10, 5), allSaints(), day("Restoration of Independence", 12, 1), immaculate(), christmas()}},
	"GR": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), when("Clean Monday", orthodox(-48)), day("Independence Day", 3, 25),
		when("Good Friday", orthodox(-2)), when("Easter Monday", orthodox(1)), labourDay(), when("Whit Monday", orthodox(50)), assumption(),
		day("Ochi Day", 10, 28), christmas(), day("Synaxis of the Mother of God", 12, 26)}},
	"CY": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), when("Clean Monday", orthodox(-48)), day("Greek Independence Day", 3, 25),
		day("Cyprus National Day", 4, 1), when("Good Friday", orthodox(-2)), when("Easter Monday", orthodox(1)), labourDay(), when("Whit Monday", orthodox(50)),
		assumption(), day("Independence Day", 10, 1), day("Ochi Day", 10, 28), christmas(), day("Boxing Day", 12, 26)}},
	"MT": {feasts: []feast{newYear("New Year's Day"), day("St Paul's Shipwreck", 2, 10), day("St Joseph", 3, 19), goodFriday(), day("Freedom Day", 3, 31), labourDay(),
		day("Sette Giugno", 6, 7), day("St Peter and St Paul", 6, 29), assumption(), day("Victory Day", 9, 8), day("Independence Day", 9, 21), immaculate(),
		day("Republic Day", 12, 13), christmas()}},
	"HR": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), easterMonday(), labourDay(), day("Statehood Day", 5, 30).since(2020), corpusChristi(),
		day("Anti-Fascist Struggle Day", 6, 22), day("Victory Day", 8, 5), assumption(), allSaints(), day("Remembrance Day", 11, 18).since(2020), christmas(), day("St Stephen's Day", 12, 26)}},
	"SI": {feasts: []feast{newYear("New Year's Day"), day("2 January", 1, 2).since(2017), day("Prešeren Day", 2, 8), easterMonday(), day("Resistance Day", 4, 27), labourDay(),
		day("Labour Day, second day", 5, 2), day("Statehood Day", 6, 25), assumption(), day("Reformation Day", 10, 31), allSaints(), christmas(), day("Independence and Unity Day", 12, 26)}},
}

// brigid is the first Monday of February, or 1 February where that is a Friday.
func brigid(y int) []Date {
	if d := NewDate(y, 2, 1); d.Weekday() == time.Friday {
		return []Date{d}
	}
	return nth(1, time.Monday, 2)(y)
}

// kingsDay is 27 April, or the 26th where that is a Sunday.
func kingsDay(y int) []Date {
	d := NewDate(y, 4, 27)
	if d.Weekday() == time.Sunday {
		d--
	}
	return []Date{d}
}

// jeuneGenevois is the Thursday after the first Sunday of September.
func jeuneGenevois(y int) []Date { return []Date{nth(1, time.Sunday, 9)(y)[0] + 4} }

// lundiDuJeune is the Monday after the third Sunday of September.
func lundiDuJeune(y int) []Date { return []Date{nth(3, time.Sunday, 9)(y)[0] + 1} }
