package quality

// Measures is THE list of what is measured.
func Measures() []Measure {
	list := Prose()
	return append(list,
		Blocks(),
		PII(),
		Themes(),
		Leaving(),
		Halving(),
		Control(),
		Changepoints(),
		Schedule(),
	)
}
