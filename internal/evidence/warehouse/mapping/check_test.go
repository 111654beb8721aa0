package mapping_test

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/touchstone-cs/touchstone/internal/evidence/warehouse/mapping"
)

const header = "source: test\ntables:\n  t: {files: ['t*.csv']}\n  u: {files: ['u.csv']}\nfacts:\n  events:\n    select: |\n"

func parse(t *testing.T, query string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.Parse("sources/test.yaml", []byte(header+"      "+strings.ReplaceAll(query, "\n", "\n      ")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func engine(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestCheckRefusesWhatIsNotOneSelectOverTheTables(t *testing.T) {
	db := engine(t)
	for _, attack := range []string{
		"SELECT * FROM read_csv('/etc/passwd')",
		"SELECT * FROM read_text('/etc/passwd')",
		"SELECT * FROM read_blob('/etc/passwd')",
		"SELECT * FROM read_json('/etc/passwd')",
		"SELECT * FROM parquet_scan('x')",
		"SELECT * FROM sniff_csv('/etc/passwd')",
		"SELECT * FROM glob('/*')",
		"SELECT * FROM '/etc/passwd'",
		`SELECT * FROM "/etc/passwd"`,
		"SELECT * FROM t, '/etc/passwd' p",
		"SELECT (SELECT content FROM read_text('/etc/passwd')) FROM t",
		"SELECT * FROM t WHERE EXISTS (SELECT 1 FROM glob('/*'))",
		"SELECT a FROM t ORDER BY (SELECT count(*) FROM read_text('/etc/passwd'))",
		"SELECT a FROM t LIMIT (SELECT count(*) FROM read_text('/etc/passwd'))",
		"SELECT a FROM t GROUP BY a HAVING (SELECT true FROM read_text('/x'))",
		"SELECT a FROM t QUALIFY row_number() OVER (ORDER BY (SELECT 1 FROM glob('*'))) = 1",
		"SELECT sum(a) FILTER (WHERE (SELECT true FROM glob('*'))) FROM t",
		"WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
		"WITH x AS (WITH y AS (SELECT * FROM glob('*')) SELECT * FROM y) SELECT * FROM x",
		"WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM x) SELECT * FROM x",
		"SELECT a FROM t UNION ALL SELECT * FROM read_text('/etc/passwd')",
		"SELECT a FROM t JOIN u ON (SELECT true FROM glob('*'))",
		"SELECT a FROM t; SELECT 2",
		"SELECT a FROM t; COPY t TO '/tmp/x'",
		"COPY t TO '/tmp/x.csv'",
		"ATTACH '/tmp/x.db'",
		"INSTALL httpfs",
		"LOAD httpfs",
		"SET memory_limit = '1TB'",
		"PRAGMA database_list",
		"CALL pragma_version()",
		"CREATE TABLE x AS SELECT 1",
		"INSERT INTO t VALUES (1)",
		"DELETE FROM t",
		"DROP TABLE t",
		"EXPORT DATABASE '/tmp/x'",
		"EXPLAIN ANALYZE SELECT 1",
		"SHOW TABLES",
		"DESCRIBE t",
		"SUMMARIZE t",
		"PIVOT t ON a USING count(*)",
		"FROM duckdb_settings()",
		"SELECT * FROM duckdb_secrets()",
		"SELECT * FROM pragma_database_list",
		"SELECT * FROM information_schema.tables",
		"SELECT * FROM memory.main.t",
		"SELECT * FROM sqlite_master",
		"SELECT * FROM query('SELECT 1')",
		"SELECT * FROM query_table('t')",
		"SELECT * FROM range(1000000000000)",
		"SELECT * FROM generate_series(1, 1000000000000)",
		"SELECT unnest(range(1000000000000)) FROM t",
		"SELECT repeat('x', 1000000000) FROM t",
		"SELECT getenv('HOME') FROM t",
		"SELECT current_setting('secret_directory') FROM t",
		"SELECT getvariable('x') FROM t",
		"SELECT nextval('s') FROM t",
		"SELECT random() FROM t",
		"SELECT now() FROM t",
		"SELECT current_timestamp FROM t, (SELECT now()) n",
		"SELECT sleep_ms(100000) FROM t",
		"SELECT json_execute_serialized_sql('x') FROM t",
		"SELECT system.main.getenv('HOME') FROM t",
		"SELECT write_log('x') FROM t",
		"SELECT ? FROM t",
		"SELECT a FROM t USING SAMPLE 10%",
		"SELEC a FROM t",
		"",
	} {
		t.Run(attack, func(t *testing.T) {
			m, err := mapping.Parse("sources/test.yaml", []byte(header+"      "+attack+"\n"))
			if err == nil {
				_, err = mapping.Check(t.Context(), db, m, m.Facts[0])
			}
			if !errors.Is(err, mapping.ErrInvalid) {
				t.Errorf("error = %v; want it refused", err)
			} else if !strings.HasPrefix(err.Error(), "sources/test.yaml:") {
				t.Errorf("error %q does not begin with its place", err)
			}
		})
	}
}

func TestCheckAdmitsOrdinaryMappings(t *testing.T) {
	db := engine(t)
	for _, c := range []struct {
		query string
		want  mapping.Statement
	}{
		{"SELECT a AS account, b AS time FROM t WHERE c <> 'x'", mapping.Statement{Tables: []string{"t"}, Columns: []string{"a", "b", "c"}, Rowwise: true, Driver: "t"}},
		{"SELECT a AS user, t.\"user\" FROM t LEFT JOIN u ON t.k = u.k", mapping.Statement{Tables: []string{"t", "u"}, Columns: []string{"a", "k", "t", "u", "user"}, Rowwise: true, Driver: "t"}},
		{"SELECT a, count(*) AS n FROM t GROUP BY a", mapping.Statement{Tables: []string{"t"}, Columns: []string{"a"}, Driver: "t"}},
		{"SELECT DISTINCT a FROM t", mapping.Statement{Tables: []string{"t"}, Columns: []string{"a"}, Driver: "t"}},
		{"SELECT a FROM t UNION ALL SELECT b FROM u", mapping.Statement{Tables: []string{"t", "u"}, Columns: []string{"a", "b"}}},
		{"WITH x AS (SELECT a FROM t) SELECT a FROM x", mapping.Statement{Tables: []string{"t"}, Columns: []string{"a"}}},
		{"SELECT CASE WHEN a BETWEEN 1 AND 2 THEN a::DECIMAL(18,4) ELSE TRY_CAST(b AS INTEGER) END, p->>'$.x', [1, 2], {'k': a}, list_transform([a], x -> x || '!'), a IN ('p', 'q'), a IS NULL, NOT (a LIKE 'x%'), INTERVAL 1 DAY, DATE '2026-01-01', extract(year FROM b::DATE), to_timestamp(a::BIGINT) FROM t",
			mapping.Statement{Tables: []string{"t"}, Columns: []string{"a", "b", "p", "x"}, Rowwise: true, Driver: "t"}},
		{"SELECT * EXCLUDE (z) REPLACE (upper(a) AS a) FROM t", mapping.Statement{Tables: []string{"t"}, Columns: []string{"a"}, Rowwise: true, Driver: "t"}},
		{"SELECT row_number() OVER (PARTITION BY a ORDER BY b) AS n FROM t", mapping.Statement{Tables: []string{"t"}, Columns: []string{"a", "b"}, Driver: "t"}},
		{"SELECT j.unnest AS a FROM t, unnest(string_split(t.b, ',')) j", mapping.Statement{Tables: []string{"t"}, Columns: []string{"b", "j", "t", "unnest"}, Rowwise: true, Driver: "t"}},
	} {
		t.Run(c.query, func(t *testing.T) {
			m := parse(t, c.query)
			got, err := mapping.Check(t.Context(), db, m, m.Facts[0])
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("statement (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckNamesTheLine(t *testing.T) {
	m := parse(t, "SELECT a\nFROM t\nJOIN nowhere USING (a)")
	_, err := mapping.Check(t.Context(), engine(t), m, m.Facts[0])
	want := `sources/test.yaml:10: select of events: unknown table "nowhere": the mapping declares t, u`
	if fmt.Sprint(err) != want {
		t.Errorf("error = %v\nwant    %s", err, want)
	}
}
