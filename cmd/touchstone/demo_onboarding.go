package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
	"github.com/touchstone-cs/touchstone/internal/demo"
	"github.com/touchstone-cs/touchstone/internal/evidence/approval"
	"github.com/touchstone-cs/touchstone/internal/git"
)

// onboardings plants plans in every state, on the days on which they were made, signed and generated again, and shows
// where they stand.
func (d *demonstration) onboardings(place string) error {
	d.heading("Onboarding plans in every state")
	stdout := d.app.stdout
	use, err := demo.OnboardingUse()
	if err != nil {
		return err
	}
	export := filepath.Join(d.dir, "exports", "onboarding", use.Name)
	if err := os.MkdirAll(filepath.Dir(export), 0o755); err != nil {
		return err
	}
	if err := atomicfile.Write(export, use.Data, 0o644); err != nil {
		return err
	}
	if err := d.run(place, "import", "touchstone", filepath.Dir(export)); err != nil {
		return err
	}
	for _, o := range demo.Onboardings() {
		if err := d.plant(place, o); err != nil {
			return fmt.Errorf("demo: onboarding of %s: %w", o.Account, err)
		}
		fmt.Fprintf(stdout, "%-12s %s\n", o.Account, o.State)
	}
	if _, err := git.Commit(d.cobra.Context(), place, "onboarding: plans in every state", []string{"customer-success", "audit"}); err != nil {
		return err
	}
	return d.run(place, "onboarding", "status")
}

func (d *demonstration) plant(place string, o demo.Onboarding) error {
	dir := filepath.Join(place, "customer-success", "accounts", o.Account)
	facts := filepath.Join(dir, "account.yaml")
	if err := edit(facts, func(text string) string { return text + o.Facts() }); err != nil {
		return err
	}
	at := func(day string, args ...string) error { return d.quietly(place, day, append(args, "--no-commit")...) }
	if err := at(o.Made, "generate", "onboarding-plan", o.Account, "--playbook", o.Playbook, "--start", o.Start); err != nil {
		return err
	}
	if o.Signed != "" {
		if err := d.agreed(place, o, o.Signed); err != nil {
			return err
		}
	}
	if err := edit(filepath.Join(dir, "onboarding", "onboarding-plan.md"), o.Mark); err != nil {
		return err
	}
	if o.Again == "" {
		return nil
	}
	if err := at(o.Again, "generate", "onboarding-plan", o.Account); err != nil || !o.SignedAgain {
		return err
	}
	return d.agreed(place, o, o.Again)
}

// agreed has everybody asked sign the plan's agreement, each with a key of their own.
func (d *demonstration) agreed(place string, o demo.Onboarding, day string) error {
	if err := d.quietly(place, day, "onboarding", "agree", o.Account); err != nil {
		return err
	}
	for _, who := range o.Signatories() {
		id := day + "-" + approval.Slug(nameOf(who))
		text := filepath.Join(place, "customer-success", "accounts", o.Account, "evidence", "approvals", id+".txt")
		if o.Refused != "" {
			refuse := func(text string) string {
				return strings.Replace(text, "\nanswer: approve\n", "\nanswer: refuse, "+o.Refused+"\n", 1)
			}
			if err := edit(text, refuse); err != nil {
				return err
			}
			return d.on(day).signed(place, o.Account, who, id, text)
		}
		if err := d.on(day).signed(place, o.Account, who, id, text); err != nil {
			return err
		}
	}
	return d.quietly(place, day, "onboarding", "agree", o.Account)
}

// on is the demonstration on another day, shown to nobody.
func (d *demonstration) on(day string) *demonstration {
	return &demonstration{app: &app{stdin: d.app.stdin, stdout: &d.output, stderr: &d.output}, cobra: d.cobra, dir: d.dir, now: day}
}

// quietly runs a command on a day without showing it.
func (d *demonstration) quietly(place, day string, args ...string) error {
	return d.on(day).run(place, args...)
}

func edit(name string, change func(string) string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return atomicfile.Write(name, []byte(change(string(data))), 0o644)
}
