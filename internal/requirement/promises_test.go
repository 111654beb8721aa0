package requirement_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/touchstone-cs/touchstone/internal/requirement"
)

// promises lists each promise of the requirement on privacy, access and approval beside the attack that tries to break it,
// and the test that carries the attack out.
var promises = []struct{ bullet, promise, attack, room, test string }{
	{"0.guideline.1", "documents lie in the designated folder", "a path or a link leads out of the workspace", "internal/publish", "TestRefusalsNameWhatIsMissing"},
	{"0.guideline.2", "shared documents use anonymised identifiers", "a name in 58 disguises: spacing, scripts, encodings, markup", "internal/privacy", "TestFindsEveryPlantedIdentifierInEveryDisguise"},
	{"0.guideline.2", "nothing shared names a customer", "a name in titles, links, images, comments, footnotes, code", "internal/deliverable/general", "TestNothingSharedNamesACustomer"},
	{"0.guideline.2", "nothing published names a customer", "any mix of names and markup, as Markdown and as a site", "internal/publish", "TestNothingPublishedNamesACustomer"},
	{"0.guideline.2", "pseudonyms replace identifiers", "names glued to names, and to what was replaced", "internal/privacy", "TestReplaceLeavesNoIdentifier"},
	{"0.guideline.2", "what is published carries nothing else", "comments, metadata, an SVG with scripts, trackers", "internal/publish", "TestWhatTheAudienceMayNotKnowIsTakenOut"},
	{"0.guideline.2", "consent can be taken back", "a document that stands on a revoked consent", "internal/evidence/approval", "TestAttacks"},
	{"0.guideline.2", "erased is erased", "the name in segments, older snapshots, free text", "internal/erase", "TestAnErasedAccountIsGone"},
	{"0.guideline.4", "individual details are access-controlled", "somebody outside the team, with every role", "internal/access", "TestIndividualDetailsAreForTheAccountsTeam"},
	{"0.guideline.4", "a customer sees its own shared documents and nothing else", "every kind, audience, account, status and action", "internal/access", "TestACustomerSeesItsOwnSharedDocumentsAndNothingElse"},
	{"0.guideline.4", "a policy means what it says", "a typo in a role, an action, an attribute, a word", "internal/access", "TestATypoRefusesEverything"},
	{"0.guideline.4", "a sealed folder opens for its readers only", "a stranger, and a reader who has left", "internal/seal", "TestSealedForItsReadersOnly"},
	{"0.guideline.5", "publication needs explicit approval", "replayed, forged, late, reordered answers; keys that may not sign", "internal/evidence/approval", "TestAcceptRefuses"},
	{"0.guideline.5", "approval binds exact words", "any edit: strike-through, links, tables, HTML, look-alikes", "internal/evidence/approval", "TestAnyEditToApprovedWordsVoids"},
	{"0.guideline.5", "the link is for one person, once", "a guessed token, another person, a second answer, edited words", "internal/approvelink", "TestTheLinkRefuses"},
	{"5.bar.4", "quotes and details are approved", "scopes, audiences and dates that say more than was approved", "internal/evidence/approval", "TestCitationsSayNoMoreThanTheApproval"},
	{"0.guideline.6", "what was decided when is on record", "entries changed, left out, moved, replayed; the clock set back", "internal/audit", "TestAnyChangeToTheLogIsSeen"},
}

// attacks lists the bad input that has to be refused with a clear word, nothing leaked and nothing lost, beside its tests.
var attacks = []struct{ attack, room, test string }{
	{"an approval replayed, forged, late, for another request, by a key nobody listed", "internal/evidence/approval", "TestAcceptRefuses"},
	{"an approval that expired, whose consent was revoked, whose log or record was changed", "internal/evidence/approval", "TestAttacks"},
	{"approvals out of order", "internal/evidence/approval", "TestAnswersComeInOrder"},
	{"a flipped bit in a signature", "internal/sshsig", "TestEveryFlippedBitIsRefused"},
	{"a signature by a key that was removed, or valid only earlier", "internal/evidence/approval", "TestAttacks"},
	{"a document edited between request and answer, signed", "internal/evidence/approval", "TestAcceptRefuses"},
	{"a document edited between request and answer, by link", "internal/approvelink", "TestTheLinkRefuses"},
	{"look-alikes, zero-width, right-to-left, composed and decomposed letters in approved words", "internal/evidence/approval", "TestAttacks"},
	{"the same in names", "internal/privacy", "TestFindsEveryPlantedIdentifierInEveryDisguise"},
	{"the same in documents for others", "internal/deliverable/general", "TestNothingSharedNamesACustomer"},
	{"a policy with a typo", "internal/access", "TestATypoRefusesEverything"},
	{"a path out of the workspace in an account's name, a folder, a link", "internal/workspace", "TestNothingLeadsOut"},
	{"a path out in an engagement's name", "internal/workspace", "TestFolderIsSafeAndUnique"},
	{"a path out in a published link, image or attachment", "internal/publish", "TestRefusalsNameWhatIsMissing"},
	{"a symbolic link out: sealed", "internal/seal", "TestALinkOutIsNotSealed"},
	{"a symbolic link out: the log", "internal/audit", "TestALinkIsNoLog"},
	{"a symbolic link out, a YAML bomb in every file, a clock set back: the real command", "cmd/touchstone", "TestScripts/attack"},
	{"a clock set back", "internal/audit", "TestAClockSetBackRecordsNothing"},
	{"a comment, an SVG, a picture's metadata that leak", "internal/publish", "TestWhatTheAudienceMayNotKnowIsTakenOut"},
	{"a photograph's place and camera", "internal/publish", "TestAPhotographsMetadataIsTakenOut"},
	{"who made a PDF, when and with what", "internal/publish", "TestAPDFsMetadataIsTakenOut"},
	{"a program's metadata in a PDF or a Word document", "cmd/touchstone", "TestPDF"},
	{"a YAML bomb in a register", "internal/evidence/approval", "TestRegister"},
}

func TestEveryAttackHasATest(t *testing.T) {
	for _, a := range attacks {
		test, script, _ := strings.Cut(a.test, "/")
		room := filepath.Join("..", "..", filepath.FromSlash(a.room))
		if !declares(t, room, test) {
			t.Errorf("%s: %s has no test %s", a.attack, a.room, test)
		}
		if _, err := os.Stat(filepath.Join(room, "testdata", "script", script+".txtar")); script != "" && err != nil {
			t.Errorf("%s: %v", a.attack, err)
		}
	}
}

func TestEveryPromiseHasAnAttack(t *testing.T) {
	attacked := map[string]bool{}
	for _, p := range promises {
		if _, ok := requirement.Find(p.bullet); !ok {
			t.Errorf("%s: there is no such bullet", p.bullet)
		}
		attacked[p.bullet] = true
		if !declares(t, filepath.Join("..", "..", filepath.FromSlash(p.room)), p.test) {
			t.Errorf("%s (%s): %s has no test %s", p.promise, p.attack, p.room, p.test)
		}
	}
	for _, bullet := range []string{"0.guideline.1", "0.guideline.2", "0.guideline.4", "0.guideline.5", "0.guideline.6", "5.bar.4"} {
		if !attacked[bullet] {
			t.Errorf("%s is promised and not attacked", bullet)
		}
	}
}

// declares reports whether a room's tests declare the function.
func declares(t *testing.T, dir, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	declaration := regexp.MustCompile(`(?m)^func ` + name + `\(`)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if declaration.Match(data) {
			return true
		}
	}
	return false
}
