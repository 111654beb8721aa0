package prose

// class is a set of word classes.
type class [2]uint64

type classBit uint8

func (c *class) set(b classBit)     { c[b>>6] |= 1 << (b & 63) }
func (c *class) clear(b classBit)   { c[b>>6] &^= 1 << (b & 63) }
func (c class) has(b classBit) bool { return c[b>>6]&(1<<(b&63)) != 0 }
func (c class) meets(d class) bool  { return c[0]&d[0]|c[1]&d[1] != 0 }

// Classes that the scanner gives by spelling. The lexicon adds its own after these, by name.
const (
	clsWord classBit = iota
	clsPunct
	clsNumber     // any number, spelt or in digits
	clsDigits     // a number in digits
	clsQty        // a number that counts or measures something: evidence
	clsLabel      // a number that names something: a status code, a phase, a year
	clsOrdinal    // 4th
	clsTimes      // 3x
	clsVersion    // a release somebody can fetch
	clsMoving     // 4.x: a branch
	clsBuild      // a commit
	clsModel      // an exact model
	clsArch       // 64bit
	clsCodeNumber // 5XX
	clsDate
	clsClock
	clsCode
	clsAssign // a code span that holds key=value or key: value
	clsLink
	clsPath // dotted.name
	clsHandle
	clsEmph   // inside * or _
	clsCap    // begins with a capital
	clsProper // begins with a capital though no sentence begins there, or holds capitals inside
	clsName   // opens the text with a capital and is in no dictionary here
	clsPast   // ends like a past tense
	clsGerund // ends in -ing
	clsPlural // ends like a plural
	clsAdverb // ends in -ly
	clsUnit   // a unit of measure
	clsTime   // a unit of time
	clsStop   // ends a sentence
	clsClause // ends a clause
	// Classes of the vocabulary that the reading of numbers asks for.
	clsApprox
	clsBe
	clsChange
	clsCodename
	clsCounted
	clsCurrency
	clsDeterminer
	clsFunction
	clsMagnitude
	clsMonth
	clsNumbered
	clsOccasion
	clsOnly
	clsParty
	clsPercent
	clsProduct
	clsRange
	clsSentenceword
	clsStatus
	clsThreshold
	clsTimesword
	clsTo
	clsVersionword
	firstLexical
)

// fixedClasses names the classes above for patterns.
var fixedClasses = map[string]classBit{
	"WORD": clsWord, "PUNCT": clsPunct, "NUM": clsNumber, "DIGITS": clsDigits, "QTY": clsQty, "LABEL": clsLabel, "ORD": clsOrdinal,
	"TIMES": clsTimes, "VERSION": clsVersion, "MOVING": clsMoving, "BUILD": clsBuild, "MODEL": clsModel, "ARCH": clsArch,
	"CODENUM": clsCodeNumber, "DATE": clsDate, "CLOCK": clsClock, "CODE": clsCode, "ASSIGN": clsAssign, "LINK": clsLink, "PATH": clsPath,
	"HANDLE": clsHandle, "EMPH": clsEmph, "CAP": clsCap, "PROPER": clsProper, "NAME": clsName, "PAST": clsPast, "GERUND": clsGerund,
	"PLURAL": clsPlural, "ADV": clsAdverb, "UNIT": clsUnit, "TIME": clsTime, "STOP": clsStop, "CLAUSE": clsClause,
	"APPROX":       clsApprox,
	"BE":           clsBe,
	"CHANGE":       clsChange,
	"CODENAME":     clsCodename,
	"COUNTED":      clsCounted,
	"CURRENCY":     clsCurrency,
	"DETERMINER":   clsDeterminer,
	"FUNCTION":     clsFunction,
	"MAGNITUDE":    clsMagnitude,
	"MONTH":        clsMonth,
	"NUMBERED":     clsNumbered,
	"OCCASION":     clsOccasion,
	"ONLY":         clsOnly,
	"PARTY":        clsParty,
	"PERCENT":      clsPercent,
	"PRODUCT":      clsProduct,
	"RANGE":        clsRange,
	"SENTENCEWORD": clsSentenceword,
	"STATUS":       clsStatus,
	"THRESHOLD":    clsThreshold,
	"TIMESWORD":    clsTimesword,
	"TO":           clsTo,
	"VERSIONWORD":  clsVersionword,
}

// shape adds what a word's ending says about it.
func shape(w string, c *class) {
	n := len(w)
	if n > 4 && (w[n-2:] == "ed" || w[n-2:] == "ED") {
		c.set(clsPast)
	}
	if n > 4 && w[n-3:] == "ing" {
		c.set(clsGerund)
	}
	if n > 3 && w[n-2:] == "ly" {
		c.set(clsAdverb)
	}
	if n > 3 && w[n-1] == 's' && w[n-2] != 's' && w[n-2] != 'u' && w[n-2:] != "is" && w[n-2] != '\'' {
		c.set(clsPlural)
	}
}
