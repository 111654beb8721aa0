package command_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/touchstone-cs/touchstone/internal/evidence"
	"github.com/touchstone-cs/touchstone/internal/evidence/command"
	"github.com/touchstone-cs/touchstone/internal/workspace"
)

// BenchmarkVerify resolves a reference to each of 10,000 receipts of one account, from their files on: signature, key,
// and whether the step, the environment, the product or time made it lapse.
func BenchmarkVerify(b *testing.B) {
	const receipts = 10_000
	t := newBench(b)
	signer := key(b, 1)
	requests := make([]evidence.Request, receipts)
	for i := range requests {
		at := ran.Add(-time.Duration(i+1) * time.Minute)
		t.keep(t.run(at, nil), signer)
		ref, err := evidence.ParseRef(fmt.Sprintf("run:staging/%s/upload runs=1 matched=1", at.Format("2006-01-02T15:04Z")))
		if err != nil {
			b.Fatal(err)
		}
		requests[i] = evidence.Request{Ref: ref, Path: guidePath, Account: "acme"}
	}
	for b.Loop() {
		w, err := workspace.Open(t.root, nil)
		if err != nil {
			b.Fatal(err)
		}
		records, err := command.NewSource(w, func() time.Time { return ran.Add(time.Hour) }, holds).Resolve(context.Background(), requests)
		if err != nil {
			b.Fatal(err)
		}
		for i, r := range records {
			if r.Verdict != evidence.Pass {
				b.Fatalf("%s: %s", requests[i].Ref, r.Reason)
			}
		}
	}
	b.ReportMetric(float64(receipts)*float64(b.N)/b.Elapsed().Seconds(), "receipts/s")
}
