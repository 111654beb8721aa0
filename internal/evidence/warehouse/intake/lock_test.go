package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/staging"
)

// TestTheMapperIsLocked runs attacks on the mapper's connection itself, as if the parser had let them through.
func TestTheMapperIsLocked(t *testing.T) {
	m, err := mapping.Parse("m.yaml", []byte("source: m\ntables: {t: {files: ['t.csv']}}\nfacts: {events: {select: SELECT a AS account FROM t}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte("a\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := (&staging.Copier{Dir: dir}).File(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := openMapper(t.Context(), m, dir, map[string][]staged{"t": {{File: file}}}, mapperOptions{memory: "500MB",
		members: `(SELECT 'u' AS "user", 'a' AS account, NULL AS active_from, NULL AS active_to WHERE false)`})
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	if n, err := p.number(t.Context(), "SELECT count(*) FROM t"); err != nil || n != 1 {
		t.Fatalf("the staged table has %d rows, %v; want 1", n, err)
	}
	for _, attack := range []string{
		"SELECT * FROM read_text('/etc/passwd')",
		"SELECT * FROM read_csv('" + path + "')",
		"SELECT * FROM glob('/*')",
		"SELECT * FROM read_blob('" + dir + "/*')",
		"COPY t TO '" + filepath.Join(dir, "escape.csv") + "'",
		"COPY t TO '" + path + "'",
		"COPY (SELECT 1) TO '/tmp/touchstone-escape.parquet' (FORMAT parquet)",
		"EXPORT DATABASE '" + filepath.Join(dir, "export") + "'",
		"ATTACH '" + filepath.Join(dir, "escape.db") + "'",
		"INSTALL httpfs",
		"LOAD httpfs",
		"LOAD '/tmp/x.duckdb_extension'",
		"SET enable_external_access = true",
		"SET allowed_directories = ['/']",
		"SET memory_limit = '100GB'",
		"SET temp_directory = '/tmp'",
		"SET lock_configuration = false",
		"RESET enable_external_access",
		"CREATE SECRET (TYPE s3)",
	} {
		if err := p.exec(t.Context(), attack); err == nil {
			t.Errorf("allowed: %s", attack)
		}
	}
	for _, name := range []string{filepath.Join(dir, "escape.csv"), filepath.Join(dir, "export"), filepath.Join(dir, "escape.db"), "/tmp/touchstone-escape.parquet"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if data, err := os.ReadFile(path); err != nil || strings.TrimSpace(string(data)) != "a\n1" {
		t.Errorf("the person's own file is %q, %v", data, err)
	}
}
