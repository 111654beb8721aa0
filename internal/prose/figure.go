package prose

// Figure reports whether a text states a figure that evidence could stand behind: a count, a share, an amount, a duration in digits. Versions,
// models, dates, clock times, codes, names that hold a digit (K8S, W3C) and numbers that only name something (step 3, 2026) are none.
func Figure(text string) bool {
	buf := buffers.Get().(*[]token)
	defer buffers.Put(buf)
	*buf = tokens(cutLong(text), (*buf)[:0])
	for i, t := range *buf {
		switch {
		case t.class.has(clsLabel), t.class.has(clsVersion), t.class.has(clsOrdinal), enumerates(text, *buf, i):
		case t.class.has(clsTimes), t.class.has(clsNumber) && t.class.has(clsDigits):
			return true
		}
	}
	return false
}

// enumerates reports whether a number is the mark of an item ("2) …"), a day ("5. January", "Dec. 3") or an ordinal torn apart ("3 rd").
func enumerates(text string, ts []token, i int) bool {
	spelling := func(i int) string {
		if i < 0 || i >= len(ts) {
			return ""
		}
		return text[ts[i].start:ts[i].end]
	}
	switch next := spelling(i + 1); next {
	case ")", "\\":
		if i == 0 {
			return true
		}
	case "st", "nd", "rd", "th":
		return true
	case ".":
		if i+2 < len(ts) && ts[i+2].class.has(clsMonth) {
			return true
		}
	}
	return spelling(i-1) == "." && i >= 2 && ts[i-2].class.has(clsMonth)
}
