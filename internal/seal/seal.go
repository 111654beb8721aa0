// Package seal keeps a restricted folder encrypted at rest for its readers, with age: what git holds, only they open.
package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"

	"github.com/touchstone-cs/touchstone/internal/atomicfile"
)

// The files that a sealed folder holds beside the sealed ones.
const (
	ReadersFile = "readers.txt" // one public key a line: age1… or ssh-…
	IndexFile   = "sealed.json"
	ignoreFile  = ".gitignore"
	suffix      = ".age"
)

// ErrNoReaders says that nobody could open what would be sealed.
var ErrNoReaders = errors.New("no readers: nobody could open it")

// entry remembers one sealed file: a salted digest of its content, so that an unchanged file is not sealed again, and for
// whom it was sealed.
type entry struct {
	Salt    string `json:"salt"`
	Digest  string `json:"digest"`
	Readers string `json:"readers"`
}

type index map[string]entry

// Readers parses a list of public keys.
func Readers(data []byte) ([]age.Recipient, error) {
	var out []age.Recipient
	for n, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		r, err := reader(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", ReadersFile, n+1, err)
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil, ErrNoReaders
	}
	return out, nil
}

func reader(line string) (age.Recipient, error) {
	if strings.HasPrefix(line, "ssh-") {
		return agessh.ParseRecipient(line)
	}
	key, _, _ := strings.Cut(line, " ") // a name may follow
	return age.ParseX25519Recipient(key)
}

// readersDigest names a set of readers, whatever its order.
func readersDigest(data []byte) string {
	var lines []string
	for _, line := range strings.Split(string(data), "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	sort.Strings(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:8])
}

// Seal encrypts every plain file under dir for the readers in its readers.txt and removes the plain one. A file whose
// content did not change keeps its sealed bytes, unless all is set: then everything that is plain is sealed again, for
// today's readers. It returns the names of the files that were written.
func Seal(dir string, all bool) ([]string, error) {
	list, err := os.ReadFile(filepath.Join(dir, ReadersFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("seal %s: %w\nhint: list their public keys in %s", dir, ErrNoReaders, filepath.Join(dir, ReadersFile))
	}
	if err != nil {
		return nil, err
	}
	readers, err := Readers(list)
	if err != nil {
		return nil, err
	}
	idx, err := readIndex(dir)
	if err != nil {
		return nil, err
	}
	names, err := plainFiles(dir)
	if err != nil {
		return nil, err
	}
	// Plain files must not be committed, from before the first one is sealed until they are gone.
	if err := atomicfile.Write(filepath.Join(dir, ignoreFile), []byte("*\n!*/\n!*"+suffix+"\n!"+ReadersFile+"\n!"+IndexFile+"\n!"+ignoreFile+"\n"), 0o644); err != nil {
		return nil, err
	}
	var written []string
	for _, name := range names {
		changed, err := sealFile(dir, name, readers, readersDigest(list), idx, all)
		if err != nil {
			return written, err
		}
		if changed {
			written = append(written, name+suffix)
		}
	}
	if err := idx.write(dir); err != nil {
		return written, err
	}
	for _, name := range names { // only now that all are sealed and remembered
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			return written, err
		}
	}
	return written, nil
}

func sealFile(dir, name string, readers []age.Recipient, who string, idx index, all bool) (bool, error) {
	plain, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return false, err
	}
	place := filepath.Join(dir, filepath.FromSlash(name+suffix))
	if e, ok := idx[name]; ok && !(all && e.Readers != who) && e.Digest == salted(e.Salt, plain) {
		if _, err := os.Stat(place); err == nil {
			return false, nil
		}
	}
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, readers...)
	if err != nil {
		return false, fmt.Errorf("seal %s: %w", name, err)
	}
	if _, err := w.Write(plain); err != nil {
		return false, fmt.Errorf("seal %s: %w", name, err)
	}
	if err := w.Close(); err != nil {
		return false, fmt.Errorf("seal %s: %w", name, err)
	}
	var salt [16]byte
	if _, err := rand.Read(salt[:]); err != nil {
		return false, err
	}
	s := hex.EncodeToString(salt[:])
	idx[name] = entry{Salt: s, Digest: salted(s, plain), Readers: who}
	return true, atomicfile.Write(place, sealed.Bytes(), 0o644)
}

func salted(salt string, plain []byte) string {
	mac := hmac.New(sha256.New, []byte(salt))
	mac.Write(plain)
	return hex.EncodeToString(mac.Sum(nil))
}

// Unseal decrypts every sealed file under dir beside it. Those that the identities cannot open are named in the error; the
// others are there.
func Unseal(dir string, identities ...age.Identity) ([]string, error) {
	var opened []string
	var errs []error
	err := eachFile(dir, func(name string) error {
		plainName, ok := strings.CutSuffix(name, suffix)
		if !ok {
			return nil
		}
		plain, err := open(filepath.Join(dir, filepath.FromSlash(name)), identities)
		if err != nil {
			errs = append(errs, fmt.Errorf("unseal %s: %w", name, err))
			return nil
		}
		opened = append(opened, plainName)
		return atomicfile.Write(filepath.Join(dir, filepath.FromSlash(plainName)), plain, 0o600)
	})
	return opened, errors.Join(append(errs, err)...)
}

func open(place string, identities []age.Identity) ([]byte, error) {
	f, err := os.Open(place)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := age.Decrypt(f, identities...)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Sealed reports whether a folder is sealed: it has an index and no plain file.
func Sealed(dir string) (bool, error) {
	if _, err := os.Stat(filepath.Join(dir, IndexFile)); err != nil {
		return false, nil
	}
	names, err := plainFiles(dir)
	return len(names) == 0, err
}

// Guarded reports whether git keeps nothing plain of a folder: it was sealed for its readers, and what was unsealed since,
// or written, git ignores.
func Guarded(dir string) bool {
	for _, name := range []string{ReadersFile, IndexFile, ignoreFile} {
		if info, err := os.Lstat(filepath.Join(dir, name)); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// Kept lists the plain files that git keeps under dir: those that lie in no guarded folder and are not sealed one by one.
func Kept(dir string) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(place string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && Guarded(place):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(place) == suffix || d.Name() == ReadersFile || d.Name() == IndexFile || d.Name() == ignoreFile:
			return nil
		}
		rel, err := filepath.Rel(dir, place)
		out = append(out, filepath.ToSlash(rel))
		return err
	})
	return out, err
}

func plainFiles(dir string) ([]string, error) {
	var out []string
	err := eachFile(dir, func(name string) error {
		if !strings.HasSuffix(name, suffix) && name != ReadersFile && name != IndexFile && filepath.Base(name) != ignoreFile {
			out = append(out, name)
		}
		return nil
	})
	return out, err
}

// eachFile visits the regular files under dir, sorted. A symbolic link is an error: what it leads to would be sealed away.
func eachFile(dir string, visit func(name string) error) error {
	return filepath.WalkDir(dir, func(place string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s is no regular file", place)
		}
		rel, err := filepath.Rel(dir, place)
		if err != nil {
			return err
		}
		return visit(filepath.ToSlash(rel))
	})
}

func readIndex(dir string) (index, error) {
	data, err := os.ReadFile(filepath.Join(dir, IndexFile))
	if errors.Is(err, fs.ErrNotExist) {
		return index{}, nil
	}
	if err != nil {
		return nil, err
	}
	idx := index{}
	if err := json.Unmarshal(data, &idx); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, IndexFile), err)
	}
	return idx, nil
}

func (idx index) write(dir string) error {
	data, err := json.MarshalIndent(idx, "", "  ")
	if err != nil {
		return err
	}
	_, err = atomicfile.WriteIfChanged(filepath.Join(dir, IndexFile), append(data, '\n'), 0o644)
	return err
}
