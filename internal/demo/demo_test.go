package demo_test

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/demo"
)

func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	files, err := demo.Exports()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if file.Name != name+".csv" {
			continue
		}
		records, err := csv.NewReader(bytes.NewReader(file.Data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var rows []map[string]string
		for _, record := range records[1:] {
			row := map[string]string{}
			for i, column := range records[0] {
				row[column] = record[i]
			}
			rows = append(rows, row)
		}
		return rows
	}
	t.Fatalf("no export %s", name)
	return nil
}

func calls(rows []map[string]string, account, month string) int {
	sum := 0
	for _, row := range rows {
		if row["account"] == account && row["event"] == "api_call" && strings.HasPrefix(row["time"], month) {
			n, _ := strconv.Atoi(row["quantity"])
			sum += n
		}
	}
	return sum
}

func TestStoriesArePlanted(t *testing.T) {
	events := table(t, "events")
	share := func(account string) float64 {
		return float64(calls(events, account, "2026-10")) / float64(calls(events, account, "2026-09"))
	}
	if s := share("acme"); s < 0.5 || s > 0.7 {
		t.Errorf("acme's October is %.2f of its September; want a real drop of about two fifths", s)
	}
	if s := share("orchard"); s < 0.9 || s > 1.1 {
		t.Errorf("orchard's October is %.2f of its September; want steady", s)
	}
	if s := share("delphi"); s < 1.1 {
		t.Errorf("delphi's calls are %.2f of September's; a migration raises them", s)
	}
	if calls(events, "eastgate", "2026-10") != 0 {
		t.Error("eastgate is not silent")
	}
	if len(demo.Accounts()) != 24 {
		t.Error("not 24 accounts")
	}
}

func TestSameBytes(t *testing.T) {
	a, err := demo.Exports()
	if err != nil {
		t.Fatal(err)
	}
	b, _ := demo.Exports()
	for i := range a {
		if !bytes.Equal(a[i].Data, b[i].Data) {
			t.Errorf("%s differs from run to run", a[i].Name)
		}
	}
}

// The drop of acme has its ticket: open, on the day of the drop.
func TestEscalatedTicketIsOpen(t *testing.T) {
	account, id := demo.Escalated()
	found := 0
	for _, row := range table(t, "tickets") {
		if row["ticket"] != id {
			continue
		}
		found++
		if account != "acme" || row["account"] != account || row["subject"] != demo.BulkSubject || row["status"] != "open" || !strings.HasPrefix(row["opened"], "2026-10-12") {
			t.Errorf("the escalated ticket is %v", row)
		}
	}
	if found != 1 {
		t.Errorf("%d tickets have the ID %q", found, id)
	}
}
