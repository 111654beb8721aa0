package step

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/expect"
)

// Retry repeats a step until a condition of its own holds, else until the step's expectations do.
type Retry struct {
	Every time.Duration
	For   time.Duration        // 0: no limit but Times
	Times int                  `json:",omitempty"` // tries in all; 0: no limit but For
	Until []expect.Expectation `json:"-"`          // of one try; the step's expectations are held against the try that meets it
}

// String says how often, as a document would.
func (r *Retry) String() string {
	text := fmt.Sprintf("every %s", r.Every)
	if r.Times > 0 {
		text = fmt.Sprintf("%d times %s", r.Times, text)
	}
	if r.For > 0 {
		text += fmt.Sprintf(" for %s", r.For)
	}
	for i, e := range r.Until {
		text += map[bool]string{true: " until ", false: " && "}[i == 0] + e.String()
	}
	return text
}

// The limits of a retry that names none.
const (
	defaultEvery = time.Second
	defaultFor   = time.Minute
)

// setRetry reads "30s" and "30" (seconds to go on for), "every 2s for 1m", "5 times every 2s", each with "until
// EXPECTATION" behind it, or that alone.
func setRetry(s *Step, v Value) error {
	limits, condition, hasCondition := strings.Cut(" "+v.Text(), " until ")
	retry := &Retry{Every: defaultEvery}
	if err := retry.limit(strings.Fields(limits)); err != nil {
		return fmt.Errorf("%q: %w", v.Text(), err)
	}
	if len(strings.Fields(limits)) == 0 && !hasCondition {
		return fmt.Errorf("%q: %w", v.Text(), errRetry)
	}
	if hasCondition {
		var err error
		if retry.Until, err = expect.ParseAll(condition); err != nil {
			return err
		}
	}
	if retry.For == 0 && retry.Times == 0 {
		retry.For = defaultFor
	}
	s.Retry = retry
	return nil
}

var errRetry = fmt.Errorf("want a duration, or such as %q, %q", "every 2s for 1m", "5 times every 2s until stdout ~ ready")

func (r *Retry) limit(words []string) (err error) {
	if len(words) == 1 {
		r.For, err = positive(words[0])
		return err
	}
	for ; len(words) >= 2; words = words[2:] {
		switch {
		case words[0] == "every":
			r.Every, err = positive(words[1])
		case words[0] == "for":
			r.For, err = positive(words[1])
		case words[1] == "times":
			r.Times, err = strconv.Atoi(words[0])
		default:
			return errRetry
		}
		if err != nil {
			return err
		}
	}
	if len(words) > 0 || r.Times < 0 {
		return errRetry
	}
	return nil
}
