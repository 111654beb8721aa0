package calendar

import "time"

var northern = map[string]country{
	"DK": {feasts: []feast{newYear("New Year's Day"), when("Maundy Thursday", easter(-3)), goodFriday(), easterMonday(), when("Great Prayer Day", easter(26)).upTo(2023),
		ascension(), whitMonday(), christmas(), secondChristmas()}},
	"SE": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), goodFriday(), easterMonday(), labourDay(), ascension(), day("National Day", 6, 6),
		when("Midsummer Eve", from(6, 19, time.Friday)), when("All Saints' Day", from(10, 31, time.Saturday)), day("Christmas Eve", 12, 24), christmas(), secondChristmas(), day("New Year's Eve", 12, 31)}},
	"NO": {feasts: []feast{newYear("New Year's Day"), when("Maundy Thursday", easter(-3)), goodFriday(), easterMonday(), labourDay(), day("Constitution Day", 5, 17),
		ascension(), whitMonday(), christmas(), secondChristmas()}},
	"FI": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), goodFriday(), easterMonday(), day("May Day", 5, 1), ascension(),
		when("Midsummer Eve", from(6, 19, time.Friday)), when("All Saints' Day", from(10, 31, time.Saturday)), day("Independence Day", 12, 6), day("Christmas Eve", 12, 24), christmas(), secondChristmas()}},
	"IS": {feasts: []feast{newYear("New Year's Day"), when("Maundy Thursday", easter(-3)), goodFriday(), easterMonday(), when("First Day of Summer", from(4, 19, time.Thursday)), labourDay(),
		ascension(), whitMonday(), day("National Day", 6, 17), when("Commerce Day", nth(1, time.Monday, 8)), christmas(), secondChristmas()}},
	"EE": {feasts: []feast{newYear("New Year's Day"), day("Independence Day", 2, 24), goodFriday(), day("Spring Day", 5, 1), day("Victory Day", 6, 23), day("Midsummer Day", 6, 24),
		day("Restoration of Independence", 8, 20), day("Christmas Eve", 12, 24), christmas(), secondChristmas()}},
	"LV": {feasts: []feast{newYear("New Year's Day"), goodFriday(), easterMonday(), labourDay(), day("Restoration of Independence", 5, 4).moving(substitute), day("Midsummer Eve", 6, 23),
		day("Midsummer Day", 6, 24), day("Proclamation Day", 11, 18).moving(substitute), day("Christmas Eve", 12, 24), christmas(), secondChristmas(), day("New Year's Eve", 12, 31)}},
	"LT": {feasts: []feast{newYear("New Year's Day"), day("State Day", 2, 16), day("Restoration of Independence", 3, 11), easterMonday(), labourDay(), day("St John's Day", 6, 24),
		day("Statehood Day", 7, 6), assumption(), allSaints(), day("All Souls' Day", 11, 2).since(2020), day("Christmas Eve", 12, 24), christmas(), secondChristmas()}},
}

var eastern = map[string]country{
	"PL": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), easterMonday(), labourDay(), day("Constitution Day", 5, 3), corpusChristi(), assumption(),
		allSaints(), day("Independence Day", 11, 11), day("Christmas Eve", 12, 24).since(2025), christmas(), secondChristmas()}},
	"CZ": {feasts: []feast{newYear("New Year's Day"), goodFriday().since(2016), easterMonday(), labourDay(), day("Victory Day", 5, 8), day("St Cyril and St Methodius", 7, 5),
		day("Jan Hus Day", 7, 6), day("Statehood Day", 9, 28), day("Independence Day", 10, 28), day("Freedom and Democracy Day", 11, 17), day("Christmas Eve", 12, 24), christmas(), day("St Stephen's Day", 12, 26)}},
	"SK": {feasts: []feast{newYear("New Year's Day"), epiphany("Epiphany"), goodFriday(), easterMonday(), labourDay(), day("Victory Day", 5, 8).upTo(2025), day("St Cyril and St Methodius", 7, 5),
		day("National Uprising Day", 8, 29), day("Our Lady of Sorrows", 9, 15).upTo(2025), allSaints(), day("Christmas Eve", 12, 24), christmas(), day("St Stephen's Day", 12, 26)}},
	"HU": {feasts: []feast{newYear("New Year's Day"), day("National Day", 3, 15), goodFriday().since(2017), easterMonday(), labourDay(), whitMonday(), day("State Foundation Day", 8, 20),
		day("Republic Day", 10, 23), allSaints(), christmas(), secondChristmas()}},
	"RO": {feasts: []feast{newYear("New Year's Day"), day("Day after New Year", 1, 2), epiphany("Epiphany").since(2024), day("St John the Baptist", 1, 7).since(2024), day("Unification Day", 1, 24),
		when("Good Friday", orthodox(-2)), when("Easter Monday", orthodox(1)), labourDay(), day("Children's Day", 6, 1), when("Whit Monday", orthodox(50)), assumption(),
		day("St Andrew", 11, 30), day("Great Union Day", 12, 1), christmas(), secondChristmas()}},
	"BG": {feasts: []feast{newYear("New Year's Day").moving(substitute), day("Liberation Day", 3, 3).moving(substitute), when("Good Friday", orthodox(-2)), when("Easter Monday", orthodox(1)),
		labourDay().moving(substitute), day("St George's Day", 5, 6).moving(substitute), day("Culture and Literacy Day", 5, 24).moving(substitute), day("Unification Day", 9, 6).moving(substitute),
		day("Independence Day", 9, 22).moving(substitute), day("Christmas Eve", 12, 24).moving(substitute), christmas().moving(substitute), secondChristmas().moving(substitute)}},
}
