package calendar

import "time"

var americas = map[string]country{
	"US": {feasts: moving(nearest,
		newYear("New Year's Day"), when("Martin Luther King Jr. Day", nth(3, time.Monday, 1)), when("Washington's Birthday", nth(3, time.Monday, 2)),
		when("Memorial Day", nth(-1, time.Monday, 5)), day("Juneteenth", 6, 19).since(2021), day("Independence Day", 7, 4), when("Labor Day", nth(1, time.Monday, 9)),
		when("Columbus Day", nth(2, time.Monday, 10)), day("Veterans Day", 11, 11), when("Thanksgiving Day", nth(4, time.Thursday, 11)), christmas())},
	"CA": {regions: []string{"AB", "BC", "MB", "NB", "NS", "ON", "QC", "SK"}, feasts: moving(substitute,
		newYear("New Year's Day"), when("Family Day", nth(3, time.Monday, 2)).in("AB", "BC", "NB", "ON", "SK"), when("Louis Riel Day", nth(3, time.Monday, 2)).in("MB"),
		when("Heritage Day", nth(3, time.Monday, 2)).in("NS"), goodFriday().except("QC"), easterMonday().in("QC"), when("Victoria Day", until(5, 25, time.Monday)).except("QC", "NB", "NS"),
		when("National Patriots' Day", until(5, 25, time.Monday)).in("QC"), day("Saint-Jean-Baptiste", 6, 24).in("QC"), day("Canada Day", 7, 1),
		when("Civic Holiday", nth(1, time.Monday, 8)).in("AB", "BC", "SK", "NB"), when("Labour Day", nth(1, time.Monday, 9)),
		day("National Day for Truth and Reconciliation", 9, 30).in("BC", "MB").since(2021), when("Thanksgiving", nth(2, time.Monday, 10)).except("NB", "NS"),
		day("Remembrance Day", 11, 11).in("AB", "BC", "NB", "SK"), christmas(), day("Boxing Day", 12, 26).in("ON"))},
	"MX": {feasts: []feast{newYear("New Year's Day"), when("Constitution Day", nth(1, time.Monday, 2)), when("Benito Juárez's Birthday", nth(3, time.Monday, 3)), labourDay(),
		day("Independence Day", 9, 16), when("Revolution Day", nth(3, time.Monday, 11)), christmas()}},
	"BR": {feasts: []feast{newYear("New Year's Day"), when("Carnival Monday", easter(-48)), when("Carnival Tuesday", easter(-47)), goodFriday(), day("Tiradentes", 4, 21), labourDay(), corpusChristi(),
		day("Independence Day", 9, 7), day("Our Lady of Aparecida", 10, 12), day("All Souls' Day", 11, 2), day("Republic Day", 11, 15), day("Black Consciousness Day", 11, 20).since(2024), christmas()}},
	"CL": {feasts: []feast{newYear("New Year's Day"), goodFriday(), labourDay(), day("Navy Day", 5, 21), day("Our Lady of Mount Carmel", 7, 16), assumption(), day("Independence Day", 9, 18),
		day("Army Day", 9, 19), allSaints(), immaculate(), christmas()}},
	"CO": {feasts: []feast{newYear("New Year's Day"), when("Epiphany", from(1, 6, time.Monday)), when("St Joseph", from(3, 19, time.Monday)), when("Maundy Thursday", easter(-3)), goodFriday(), labourDay(),
		when("Ascension", easter(43)), when("Corpus Christi", easter(64)), when("Sacred Heart", easter(71)), when("St Peter and St Paul", from(6, 29, time.Monday)), day("Independence Day", 7, 20), day("Battle of Boyacá", 8, 7),
		when("Assumption", from(8, 15, time.Monday)), when("Columbus Day", from(10, 12, time.Monday)), when("All Saints", from(11, 1, time.Monday)), when("Independence of Cartagena", from(11, 11, time.Monday)), immaculate(), christmas()}},
}

var pacific = map[string]country{
	"AU": {regions: []string{"NSW", "VIC", "QLD", "WA", "SA", "TAS", "ACT", "NT"}, feasts: []feast{
		newYear("New Year's Day").moving(substitute), day("Australia Day", 1, 26).moving(substitute), when("Labour Day", nth(1, time.Monday, 3)).in("WA"),
		when("Labour Day", nth(2, time.Monday, 3)).in("VIC"), when("Eight Hours Day", nth(2, time.Monday, 3)).in("TAS"), when("Adelaide Cup Day", nth(2, time.Monday, 3)).in("SA"), when("Canberra Day", nth(2, time.Monday, 3)).in("ACT"),
		goodFriday(), easterMonday(), day("Anzac Day", 4, 25), when("Labour Day", nth(1, time.Monday, 5)).in("QLD", "NT"),
		when("Western Australia Day", nth(1, time.Monday, 6)).in("WA"), when("King's Birthday", nth(2, time.Monday, 6)).except("QLD", "WA"),
		when("King's Birthday", nth(1, time.Monday, 10)).in("QLD"), when("Labour Day", nth(1, time.Monday, 10)).in("NSW", "SA", "ACT"), when("Melbourne Cup Day", nth(1, time.Tuesday, 11)).in("VIC"),
		christmas().moving(substitute), day("Boxing Day", 12, 26).moving(substitute)}},
	"NZ": {feasts: []feast{newYear("New Year's Day").moving(substitute), day("Day after New Year's Day", 1, 2).moving(substitute), day("Waitangi Day", 2, 6).moving(substitute), goodFriday(), easterMonday(),
		day("Anzac Day", 4, 25).moving(substitute), when("King's Birthday", nth(1, time.Monday, 6)), when("Matariki", matariki), when("Labour Day", nth(4, time.Monday, 10)), christmas().moving(substitute), day("Boxing Day", 12, 26).moving(substitute)}},
	"JP": {feasts: moving(sundayOnly,
		newYear("New Year's Day"), when("Coming of Age Day", nth(2, time.Monday, 1)), day("National Foundation Day", 2, 11), day("Emperor's Birthday", 2, 23).since(2020),
		when("Vernal Equinox Day", one(equinox(3, 20.8431))), day("Shōwa Day", 4, 29), day("Constitution Memorial Day", 5, 3), day("Greenery Day", 5, 4), day("Children's Day", 5, 5),
		when("Marine Day", nth(3, time.Monday, 7)), day("Mountain Day", 8, 11), when("Respect for the Aged Day", nth(3, time.Monday, 9)), when("Autumnal Equinox Day", one(equinox(9, 23.2488))),
		when("Sports Day", nth(2, time.Monday, 10)), day("Culture Day", 11, 3), day("Labour Thanksgiving Day", 11, 23))},
	"SG": {feasts: moving(sundayOnly, newYear("New Year's Day"), goodFriday(), labourDay(), day("National Day", 8, 9), christmas(),
		when("Hari Raya Puasa", islamic(10, 1)).about(), when("Hari Raya Haji", islamic(12, 10)).about())},
	"IN": {feasts: []feast{day("Republic Day", 1, 26), day("Independence Day", 8, 15), day("Gandhi Jayanti", 10, 2)}},
}

var fridaySaturday = []time.Weekday{time.Friday, time.Saturday}

var afroasian = map[string]country{
	"ZA": {feasts: moving(sundayOnly, newYear("New Year's Day"), day("Human Rights Day", 3, 21), goodFriday(), when("Family Day", easter(1)), day("Freedom Day", 4, 27), day("Workers' Day", 5, 1),
		day("Youth Day", 6, 16), day("National Women's Day", 8, 9), day("Heritage Day", 9, 24), day("Day of Reconciliation", 12, 16), christmas(), day("Day of Goodwill", 12, 26))},
	"IL": {weekend: fridaySaturday, feasts: []feast{when("Passover", one(nisan(15))), when("Passover, seventh day", one(nisan(21))), when("Shavuot", one(nisan(65))),
		when("Rosh Hashanah", one(tishri(1))), when("Rosh Hashanah, second day", one(tishri(2))), when("Yom Kippur", one(tishri(10))), when("Sukkot", one(tishri(15))), when("Simchat Torah", one(tishri(22)))}},
	"SA": {weekend: fridaySaturday, feasts: []feast{day("Founding Day", 2, 22).since(2022), day("National Day", 9, 23),
		when("Eid al-Fitr", islamic(10, 1)).about(), when("Eid al-Fitr, second day", islamic(10, 2)).about(), when("Eid al-Fitr, third day", islamic(10, 3)).about(),
		when("Day of Arafah", islamic(12, 9)).about(), when("Eid al-Adha", islamic(12, 10)).about(), when("Eid al-Adha, second day", islamic(12, 11)).about()}},
	"AE": {feasts: []feast{newYear("New Year's Day"), when("Eid al-Fitr", islamic(10, 1)).about(), when("Eid al-Fitr, second day", islamic(10, 2)).about(),
		when("Day of Arafah", islamic(12, 9)).about(), when("Eid al-Adha", islamic(12, 10)).about(), when("Eid al-Adha, second day", islamic(12, 11)).about(),
		when("Islamic New Year", islamic(1, 1)).about(), when("Prophet's Birthday", islamic(3, 12)).about(), day("National Day", 12, 2), day("National Day, second day", 12, 3)}},
	"TR": {feasts: []feast{newYear("New Year's Day"), day("National Sovereignty Day", 4, 23), labourDay(), day("Atatürk Commemoration Day", 5, 19), day("Democracy Day", 7, 15).since(2017),
		day("Victory Day", 8, 30), day("Republic Day", 10, 29), when("Ramazan Bayramı", islamic(10, 1)).about(), when("Ramazan Bayramı, second day", islamic(10, 2)).about(), when("Ramazan Bayramı, third day", islamic(10, 3)).about(),
		when("Kurban Bayramı", islamic(12, 10)).about(), when("Kurban Bayramı, second day", islamic(12, 11)).about(), when("Kurban Bayramı, third day", islamic(12, 12)).about(), when("Kurban Bayramı, fourth day", islamic(12, 13)).about()}},
	"EG": {weekend: fridaySaturday, feasts: []feast{day("Coptic Christmas", 1, 7), day("Revolution Day", 1, 25), when("Sham el-Nessim", orthodox(1)), day("Sinai Liberation Day", 4, 25), labourDay(),
		day("30 June Revolution", 6, 30), day("23 July Revolution", 7, 23), day("Armed Forces Day", 10, 6), when("Eid al-Fitr", islamic(10, 1)).about(), when("Eid al-Adha", islamic(12, 10)).about()}},
	"NP": {weekend: []time.Weekday{time.Saturday}},
}

// matariki is the Friday that New Zealand's law names for each year to 2035;
// the law names none after that.
func matariki(y int) []Date {
	days := map[int][2]int{2022: {6, 24}, 2023: {7, 14}, 2024: {6, 28}, 2025: {6, 20}, 2026: {7, 10}, 2027: {6, 25}, 2028: {7, 14}, 2029: {7, 6},
		2030: {6, 21}, 2031: {7, 11}, 2032: {7, 2}, 2033: {6, 24}, 2034: {7, 7}, 2035: {6, 29}}
	if d, ok := days[y]; ok {
		return []Date{NewDate(y, time.Month(d[0]), d[1])}
	}
	return nil
}
