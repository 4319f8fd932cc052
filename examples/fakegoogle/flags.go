package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// settings are what the flags say, checked.
type settings struct {
	google   googletest.Config
	accounts []string // besides the owner
	testers  []string
	photos   int
}

var errHelp = errors.New("help was asked for")

const usage = `Fakegoogle is a Google on this machine, for clients in any language: sign-in,
tokens, the Photos Library API and the Photos Picker.

  go run ./examples/fakegoogle -photos 12

It prints a proxy, a certificate and a client file, and ends with Ctrl-C. Nothing
is kept.

Flags:
`

// parseFlags reads the command line. An error is one line for the user.
func parseFlags(args []string, help io.Writer) (settings, error) {
	flags := flag.NewFlagSet("fakegoogle", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var s settings
	flags.StringVar(&s.google.Listen, "listen", "127.0.0.1:0", "`address` of this machine to listen on; port 0 is any free one")
	flags.StringVar(&s.google.Email, "email", "owner@example.com", "`address` of the user who owns project and photos")
	accounts := flags.String("accounts", "", "`addresses` of more users, with commas between them")
	testers := flags.String("testers", "", "`addresses` of the test users besides the owner, with commas between them")
	flags.BoolVar(&s.google.Testing, "testing", false, "leave the app in Testing: tokens die after seven days")
	flags.BoolVar(&s.google.Internal, "internal", false, "make the app Internal: only users with the owner's domain can sign in")
	flags.BoolVar(&s.google.DisabledAPI, "disabled", false, "leave the Photos Library API off")
	flags.BoolVar(&s.google.DisabledPickerAPI, "disabled-picker", false, "leave the Photos Picker API off")
	flags.DurationVar(&s.google.AccessTokenTTL, "token-life", 3599*time.Second, "`time` that an access token lives")
	flags.IntVar(&s.photos, "photos", 12, "`number` of photos that the client has uploaded")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(help, usage)
		flags.SetOutput(help)
		flags.PrintDefaults()
		return s, errHelp
	case err != nil:
		return s, fmt.Errorf("%w (-help lists the flags)", err)
	case flags.NArg() > 0:
		return s, fmt.Errorf("unexpected argument %q: every value has a flag (-help lists them)", flags.Arg(0))
	case s.photos < 0:
		return s, errors.New("-photos is 0 or more")
	case s.google.AccessTokenTTL < time.Second:
		return s, errors.New("-token-life is a second or more")
	case s.google.Testing && s.google.Internal:
		return s, errors.New("-testing and -internal exclude each other")
	}
	seen := map[string]bool{}
	for _, email := range append([]string{s.google.Email}, list(*accounts)...) {
		name, domain, _ := strings.Cut(email, "@")
		if name == "" || domain == "" || seen[strings.ToLower(email)] {
			return s, fmt.Errorf("%q is no address, or given twice: -email and -accounts want different ones", email)
		}
		seen[strings.ToLower(email)] = true
	}
	s.accounts, s.testers = list(*accounts), list(*testers)
	return s, nil
}

func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
