package quality

// Measures is THE list of what is measured.
func Measures() []Measure {
	list := Prose()
	return append(list,
		Blocks(),
		PII(),
		Secrets(),
		Themes(),
		Survey(),
		Leaving(),
		Halving(),
		Control(),
		Changepoints(),
		Schedule(),
	)
}
