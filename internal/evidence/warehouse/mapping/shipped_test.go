package mapping_test

import (
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
)

func TestEveryShippedMappingChecks(t *testing.T) {
	db := engine(t)
	for _, name := range mapping.Shipped() {
		data, err := mapping.ShippedText(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mapping.Parse("sources/"+name+".yaml", data)
		if err != nil {
			t.Error(err)
			continue
		}
		if m.Name != name || m.About == "" {
			t.Errorf("%s: source %q, about %q", name, m.Name, m.About)
		}
		for _, fact := range m.Facts {
			if _, err := mapping.Check(t.Context(), db, m, fact); err != nil {
				t.Error(err)
			}
		}
	}
}
