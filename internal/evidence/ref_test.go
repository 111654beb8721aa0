package evidence_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/touchstone-cs/touchstone/internal/evidence"
	"pgregory.net/rapid"
)

func TestParseRef(t *testing.T) {
	tests := []struct {
		text string
		want evidence.Ref
	}{
		{"metric:api_calls account=acme change=-40.0%", evidence.Ref{Scheme: "metric", ID: "api_calls",
			Params: []evidence.Param{{Key: "account", Value: "acme"}, {Key: "change", Value: "-40.0%"}}}},
		{"feedback:theme=uploads items=64", evidence.Ref{Scheme: "feedback",
			Params: []evidence.Param{{Key: "theme", Value: "uploads"}, {Key: "items", Value: "64"}}}},
		{"metric:events stops=>500 filter=depot!=nord", evidence.Ref{Scheme: "metric", ID: "events",
			Params: []evidence.Param{{Key: "stops", Value: ">500"}, {Key: "filter", Value: "depot!=nord"}}}},
		{`ticket:48213 status="on hold" and a remark`, evidence.Ref{Scheme: "ticket", ID: "48213",
			Params: []evidence.Param{{Key: "status", Value: "on hold"}}}},
		{"run:acme-staging/2025-10-20T13:05Z receipt=sha256:e1f0…", evidence.Ref{Scheme: "run", ID: "acme-staging/2025-10-20T13:05Z",
			Params: []evidence.Param{{Key: "receipt", Value: "sha256:e1f0…"}}}},
	}
	for _, test := range tests {
		got, err := evidence.ParseRef(test.text)
		if err != nil {
			t.Errorf("ParseRef(%q): %v", test.text, err)
			continue
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("ParseRef(%q) (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestParseRefErrors(t *testing.T) {
	for _, text := range []string{"", "See the manual.", "https://example.com", "note: remember"} {
		if _, err := evidence.ParseRef(text); !errors.Is(err, evidence.ErrNoRef) {
			t.Errorf("ParseRef(%q) error = %v; want ErrNoRef", text, err)
		}
	}
	for _, text := range []string{"metric:", "metric:x a=1 a=2", `ticket:1 status="open`} {
		if _, err := evidence.ParseRef(text); err == nil || errors.Is(err, evidence.ErrNoRef) {
			t.Errorf("ParseRef(%q) error = %v; want one that says what is wrong", text, err)
		}
	}
}

// written are values as customers' systems write them: anything on one line, quotation marks, blanks and equals signs more often.
var written = rapid.StringOfN(rapid.OneOf(rapid.SampledFrom([]rune{'"', ' ', '=', '\'', ':', '\\', 'é'}), rapid.Rune().Filter(func(r rune) bool { return r != '\n' && r != '\r' })), 1, 12, -1)

func TestRefRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ref := evidence.Ref{
			Scheme: rapid.SampledFrom(evidence.Schemes).Draw(t, "scheme"),
			ID:     rapid.OneOf(rapid.StringMatching(`[a-z][a-z0-9_/.:-]{0,12}`), written).Draw(t, "id"),
		}
		keys := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z_]{1,6}`), 0, 5, rapid.ID[string]).Draw(t, "keys")
		for _, key := range keys {
			ref.Params = append(ref.Params, evidence.Param{Key: key, Value: rapid.OneOf(rapid.StringMatching(`[-+≥>0-9a-z%. ]{0,10}`), written).Draw(t, "value")})
		}
		got, err := evidence.ParseRef(ref.String())
		if err != nil {
			t.Fatalf("ParseRef(%q): %v", ref.String(), err)
		}
		if diff := cmp.Diff(ref, got); diff != "" {
			t.Fatalf("round trip of %q:\n%s", ref.String(), diff)
		}
	})
}
