package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
)

// settings are what the flags say, checked.
type settings struct {
	release  truenas.Release
	listen   string
	unix     string
	plain    bool
	user     string
	password string
	otp      string
	seed     string
	took     time.Duration
	files    int
}

var errHelp = errors.New("help was asked for")

const usage = `Fakenas is a TrueNAS on this machine, for clients in any language.

  go run ./examples/fakenas -release 25.10 -listen 127.0.0.1:0

It prints where it is and how to log in, and ends with Ctrl-C. Nothing is kept.

Flags:
`

// parseFlags reads the command line. An error is one line for the user.
func parseFlags(args []string, help io.Writer) (settings, error) {
	flags := flag.NewFlagSet("fakenas", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var s settings
	release := flags.String("release", string(truenas.V25_10), "`release` to be: "+releases())
	flags.StringVar(&s.listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 is any free one")
	flags.StringVar(&s.unix, "unix", "", "`path` of a unix socket to listen on as well; who connects to it is root")
	flags.BoolVar(&s.plain, "plain", false, "serve ws:// instead of wss://")
	flags.StringVar(&s.user, "user", "admin", "`name` of the user to make, a full admin")
	flags.StringVar(&s.password, "password", "password", "`password` of the user")
	flags.StringVar(&s.otp, "otp", "", "`code` to ask for after the password; none by default")
	flags.StringVar(&s.seed, "seed", "", "JSON `file` of calls to make at the start")
	flags.DurationVar(&s.took, "took", 10*time.Second, "`time` that a run of a task takes")
	flags.IntVar(&s.files, "files", 10, "`number` of files that a run says it copies")
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
	case s.user == "" || s.password == "":
		return s, errors.New("-user and -password cannot be empty")
	case s.files < 1 || s.took < 0:
		return s, errors.New("-files is 1 or more, and -took is not negative")
	}
	for _, r := range truenas.Releases() {
		if *release == string(r) || *release+".0" == string(r) {
			s.release = r
			return s, nil
		}
	}
	return s, fmt.Errorf("-release %q is none of %s", *release, releases())
}

func releases() string {
	all := []string{}
	for _, r := range truenas.Releases() {
		all = append(all, string(r))
	}
	return strings.Join(all, ", ")
}
