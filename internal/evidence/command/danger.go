package command

import (
	"fmt"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/touchstone-cs/touchstone/internal/evidence/command/step"
	"github.com/touchstone-cs/touchstone/internal/pattern"
)

// Danger says what a step may do, as far as its text shows.
type Danger int

// The classes: Reads changes nothing, Unknown may, Destroys does.
const (
	Reads Danger = iota
	Unknown
	Destroys
)

// Judgement is a step's class, and the words that decided it.
type Judgement struct {
	Danger Danger
	Why    string
}

// shells are the interpreters whose programs are shell.
var shells = []string{"sh", "bash", "dash", "ash", "ksh", "zsh"}

// Classify judges a step by parsing it. What cannot be parsed, and programs in other languages, are Unknown.
func Classify(s *step.Step) Judgement {
	switch s.Sort {
	case step.HTTP:
		return classifyHTTP(s.Body)
	case step.SQL:
		return classifySQL(s.Body)
	case step.Shell:
		if s.Interpreter != "" && !slices.Contains(shells, s.Interpreter) {
			return Judgement{Unknown, "a program for " + s.Interpreter} // it may be anything, with words of its own
		}
		return ClassifyShell(s.Body)
	}
	return Judgement{Unknown, "a program in " + s.Language}
}

// ClassifyShell judges a shell script: the worst of its commands.
func ClassifyShell(script string) Judgement {
	file, err := syntax.NewParser().Parse(strings.NewReader(script), "")
	if err != nil {
		return Judgement{Unknown, "cannot be parsed: " + err.Error()}
	}
	worst := Judgement{}
	functions := map[string]bool{}
	syntax.Walk(file, func(node syntax.Node) bool {
		if f, ok := node.(*syntax.FuncDecl); ok {
			functions[f.Name.Value] = true
		}
		return true
	})
	syntax.Walk(file, func(node syntax.Node) bool {
		var one Judgement
		switch node := node.(type) {
		case *syntax.CallExpr:
			if words := literals(node.Args); len(words) > 0 && !functions[words[0]] {
				one = classifyCall(words)
			}
		case *syntax.Redirect:
			one = classifyRedirect(node)
		}
		if one.Danger > worst.Danger {
			worst = one
		}
		return true
	})
	return worst
}

// literals returns the words of a call; a word that only running can tell is "$".
func literals(args []*syntax.Word) []string {
	var words []string
	for _, arg := range args {
		words = append(words, literal(arg.Parts))
	}
	return words
}

func literal(parts []syntax.WordPart) string {
	var b strings.Builder
	for _, part := range parts {
		switch part := part.(type) {
		case *syntax.Lit:
			b.WriteString(strings.ReplaceAll(part.Value, `\`, ""))
		case *syntax.SglQuoted:
			b.WriteString(part.Value)
		case *syntax.DblQuoted:
			b.WriteString(literal(part.Parts))
		default:
			b.WriteByte('$')
		}
	}
	return b.String()
}

func classifyRedirect(r *syntax.Redirect) Judgement {
	switch r.Op {
	case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll:
		if name := literal(r.Word.Parts); !strings.HasPrefix(name, "/dev/") {
			return Judgement{Unknown, "writes " + name}
		}
	}
	return Judgement{}
}

var readers = wordSet(`: [ [[ alias awk base64 basename bc cal cat cd cksum cmp column comm cut date declare df diff dig dirname
	du echo egrep env expr export false fgrep file find fold free getent grep groups head hexdump host hostname id jq
	less local locale ls lsof md5sum more netstat nl nproc nslookup od paste pgrep ping popd printenv printf ps pushd
	pwd read readlink realpath return rg sed seq set sha1sum sha256sum sha512sum shift sleep sort source . ss stat
	strings tac tail test tr trap tree true tty type ulimit umask uname uniq unset uptime users wait wc whereis which
	who whoami xxd yq column command local shopt typeset let eval exit break continue openssl_version`)

var destroyers = wordSet(`rm rmdir dd mkfs shred truncate fdisk parted wipefs shutdown reboot halt poweroff kill killall pkill
	dropdb dropuser userdel groupdel mkswap swapoff umount unlink crontab iptables nft`)

// carriers run the command that follows them.
var carriers = wordSet("sudo doas env nice nohup time timeout xargs watch exec command setsid stdbuf ionice chroot unshare busybox")

func wordSet(text string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

func classifyCall(words []string) Judgement {
	name := words[0][strings.LastIndexByte(words[0], '/')+1:]
	line := strings.Join(words, " ")
	switch {
	case name == "$" || name == "eval" || name == "source" || name == ".":
		return Judgement{Unknown, "what runs is known only then: " + line}
	case destroyers[name] || strings.HasPrefix(name, "mkfs."):
		return Judgement{Destroys, line}
	case carriers[name]:
		return classifyCarried(words)
	case name == "find" && hasAny(words, "-delete", "-exec", "-execdir", "-ok"):
		return Judgement{Destroys, line}
	case name == "sed" && hasPrefix(words, "-i", "--in-place"):
		return Judgement{Unknown, line}
	case name == "curl" || name == "wget" || name == "http" || name == "httpie":
		return classifyCurl(name, words)
	case name == "sh" || name == "bash" || name == "dash" || name == "zsh":
		return classifyNested(words)
	case name == "psql" || name == "mysql" || name == "sqlite3":
		return classifyClient(words)
	case isVersionQuestion(words):
		return Judgement{}
	}
	if verbs, ok := verbsOf[name]; ok {
		return classifyVerb(verbs, words)
	}
	if readers[name] {
		return Judgement{}
	}
	return Judgement{Unknown, line}
}

func classifyCarried(words []string) Judgement {
	for i := 1; i < len(words); i++ {
		if strings.HasPrefix(words[i], "-") || strings.Contains(words[i], "=") || isDuration(words[i]) {
			continue
		}
		return classifyCall(words[i:])
	}
	return Judgement{}
}

var durationWord = pattern.New(`^\d+(\.\d+)?[smhd]?$`)

func isDuration(word string) bool { return durationWord.MatchString(word) }

func classifyNested(words []string) Judgement {
	for i, word := range words {
		if strings.HasPrefix(word, "-") && strings.HasSuffix(word, "c") && i+1 < len(words) {
			return ClassifyShell(words[i+1])
		}
	}
	if isVersionQuestion(words) {
		return Judgement{}
	}
	return Judgement{Unknown, strings.Join(words, " ")}
}

func isVersionQuestion(words []string) bool {
	return len(words) == 2 && hasAny(words[1:], "--version", "-version", "version", "-V", "-v", "--help", "-help")
}

func classifyCurl(name string, words []string) Judgement {
	line := strings.Join(words, " ")
	for i, word := range words {
		method := ""
		switch {
		case (word == "-X" || word == "--request") && i+1 < len(words):
			method = words[i+1]
		case strings.HasPrefix(word, "-X") && len(word) > 2:
			method = word[2:]
		case strings.HasPrefix(word, "--request="), strings.HasPrefix(word, "--method="):
			_, method, _ = strings.Cut(word, "=")
		case name == "curl" && (word == "-d" || strings.HasPrefix(word, "--data") || word == "-F" || word == "--form" ||
			word == "-T" || word == "--upload-file" || word == "--json"):
			return Judgement{Unknown, line}
		case name == "curl" && (word == "-o" || word == "-O" || word == "--output"):
			if i+1 < len(words) && words[i+1] != "/dev/null" && words[i+1] != "-" {
				return Judgement{Unknown, line}
			}
		}
		switch strings.ToUpper(method) {
		case "DELETE":
			return Judgement{Destroys, line}
		case "POST", "PUT", "PATCH", "$":
			return Judgement{Unknown, line}
		}
	}
	if name != "curl" && name != "http" {
		return Judgement{Unknown, line}
	}
	return Judgement{}
}

func classifyClient(words []string) Judgement {
	for i, word := range words {
		isCommand := word == "-c" || word == "--command" || word == "-e" || strings.HasPrefix(word, "-") && !strings.HasPrefix(word, "--") && strings.HasSuffix(word, "c")
		if isCommand && i+1 < len(words) {
			return classifySQL(words[i+1])
		}
	}
	if isVersionQuestion(words) {
		return Judgement{}
	}
	return Judgement{Unknown, strings.Join(words, " ")}
}

// verbs are a program's subcommands by class; any other is Unknown.
type verbs struct{ reads, destroys map[string]bool }

var verbsOf = map[string]verbs{
	"kubectl":   {wordSet("get describe logs top version explain api-resources cluster-info auth config"), wordSet("delete drain")},
	"docker":    {wordSet("ps images logs inspect version info stats top port diff"), wordSet("rm rmi kill prune system volume stop down")},
	"git":       {wordSet("status log diff show branch rev-parse ls-files remote describe blame"), wordSet("clean reset push rm")},
	"helm":      {wordSet("list status get version show template lint history"), wordSet("uninstall delete rollback")},
	"systemctl": {wordSet("status show is-active is-enabled list-units cat"), wordSet("stop disable mask kill")},
	"terraform": {wordSet("plan show output version validate fmt"), wordSet("destroy apply")},
	"aws":       {wordSet("describe list get"), wordSet("delete terminate rm rb")},
	"az":        {wordSet("list show version"), wordSet("delete purge")},
	"gcloud":    {wordSet("list describe version info"), wordSet("delete")},
	"npm":       {wordSet("ls list view outdated audit version"), wordSet("unpublish uninstall")},
	"pip":       {wordSet("list show freeze check"), wordSet("uninstall")},
	"apt":       {wordSet("list show search policy"), wordSet("remove purge autoremove")},
	"apt-get":   {wordSet("check"), wordSet("remove purge autoremove")},
	"brew":      {wordSet("list info search"), wordSet("uninstall remove")},
	"java":      {wordSet("-version --version -help"), nil},
	"go":        {wordSet("version env list doc vet"), wordSet("clean")},
}

func classifyVerb(v verbs, words []string) Judgement {
	line := strings.Join(words, " ")
	reads := false
	for _, word := range words[1:] {
		head, _, _ := strings.Cut(word, "-")
		if v.destroys[word] || v.destroys[head] && head != "" {
			return Judgement{Destroys, line}
		}
		reads = reads || v.reads[word] || v.reads[head] && head != ""
	}
	if reads {
		return Judgement{}
	}
	return Judgement{Unknown, line}
}

func hasAny(words []string, wanted ...string) bool {
	for _, word := range words {
		for _, want := range wanted {
			if word == want {
				return true
			}
		}
	}
	return false
}

func hasPrefix(words []string, prefixes ...string) bool {
	for _, word := range words[1:] {
		for _, prefix := range prefixes {
			if strings.HasPrefix(word, prefix) {
				return true
			}
		}
	}
	return false
}

var requestLine = pattern.New(`(?m)^\s*(GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE|TRACE|CONNECT)\s+(\S+)`)

func classifyHTTP(body string) Judgement {
	worst := Judgement{}
	for _, match := range requestLine.FindAllStringSubmatch(body, -1) {
		one := Judgement{}
		switch match[1] {
		case "DELETE":
			one = Judgement{Destroys, match[1] + " " + match[2]}
		case "POST", "PUT", "PATCH", "CONNECT":
			one = Judgement{Unknown, match[1] + " " + match[2]}
		}
		if one.Danger > worst.Danger {
			worst = one
		}
	}
	return worst
}

var (
	sqlComment = pattern.New(`(?s)--[^\n]*|/\*.*?\*/`)
	sqlText    = pattern.New(`'(?:[^']|'')*'`)
	sqlDestroy = pattern.New(`(?i)\b(delete|drop|truncate|alter|revoke|reindex|vacuum)\b`)
	sqlChange  = pattern.New(`(?i)\b(insert|update|merge|create|grant|copy|call|do|lock|into|set|begin|commit|nextval|setval|pg_terminate_backend|lo_\w+)\b`)
	sqlRead    = pattern.New(`(?i)^\s*\(*\s*(select|show|explain|with|values|table|describe)\b`)
)

func classifySQL(text string) Judgement {
	plain := sqlText.ReplaceAllString(sqlComment.ReplaceAllString(text, " "), "''")
	for statement := range strings.SplitSeq(plain, ";") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if word := sqlDestroy.FindString(statement); word != "" {
			return Judgement{Destroys, fmt.Sprintf("SQL %s", strings.ToUpper(word))}
		}
		if word := sqlChange.FindString(statement); word != "" || !sqlRead.MatchString(statement) {
			return Judgement{Unknown, "SQL " + strings.ToUpper(firstWord(statement))}
		}
	}
	return Judgement{}
}

func firstWord(text string) string {
	if fields := strings.Fields(text); len(fields) > 0 {
		return fields[0]
	}
	return ""
}
