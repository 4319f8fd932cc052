package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/truenas"
)

// settings are what the flags say, checked and read.
type settings struct {
	demo        bool
	release     truenas.Release // of the demo's NAS
	client      credentials.Client
	nas         string
	user        string
	apiKey      truenas.Secret
	fingerprint string
	folder      string
	path        string
}

var (
	keyShape         = regexp.MustCompile(`^[0-9]+-[A-Za-z0-9]+$`)
	fingerprintShape = regexp.MustCompile(`^([0-9A-Fa-f]{2}:?){32}$`)
)

var errHelp = errors.New("help was asked for")

const usage = `Quickstart sets up a Google Photos cloud sync task on a TrueNAS and runs it.

Without flags it does so on fakes inside the program, with -release on another
TrueNAS:

  go run ./examples/quickstart

On the real services:

  go run ./examples/quickstart -client-secret client_secret.json \
      -nas wss://nas.example.com -user admin -api-key-file key.txt \
      -folder media/all -path /mnt/tank/photos

The task pulls. Since March 2025 Google shows an app only what that app uploaded,
so with a new OAuth client it will find nothing; step 3 says how many photos the
client can see.

Flags:
`

// parseFlags reads the command line. An error is one line for the user.
func parseFlags(args []string, help io.Writer) (settings, error) {
	flags := flag.NewFlagSet("quickstart", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	var s settings
	clientFile := flags.String("client-secret", "", "`file` of the OAuth client, as the Google console downloads it (type Desktop app)")
	flags.StringVar(&s.nas, "nas", "", "`address` of the TrueNAS (24.10 or later), as wss://nas.example.com")
	flags.StringVar(&s.user, "user", "", "`name` of the TrueNAS user that the API key belongs to")
	keyFile := flags.String("api-key-file", "", "`file` with the TrueNAS API key, as 1-abc… on one line")
	flags.StringVar(&s.folder, "folder", "", "Google Photos `folder` to pull, as media/all, media/by-month or album/NAME")
	flags.StringVar(&s.path, "path", "", "`directory` of a pool on the NAS to pull into, as /mnt/tank/photos; it has to exist")
	flags.StringVar(&s.fingerprint, "nas-fingerprint", "", "optional: SHA-256 `hex` of the NAS's certificate, for one that no authority signed; without it the error tells the value")
	flags.StringVar((*string)(&s.release), "release", string(truenas.V25_10), "for the demo: the `release` of the fake TrueNAS, 24.10 to 27.0")
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
	}
	releaseSet := false
	flags.Visit(func(f *flag.Flag) { releaseSet = releaseSet || f.Name == "release" })
	switch {
	case flags.NFlag() == 0, releaseSet && flags.NFlag() == 1:
		s.demo = true
		if !slices.Contains(truenas.Releases(), s.release) {
			return s, fmt.Errorf("-release %q is none of %q", s.release, truenas.Releases())
		}
		return s, nil
	case releaseSet:
		return s, errors.New("-release is for the demo only: a real TrueNAS tells its release")
	}
	required := []string{"client-secret", "nas", "user", "api-key-file", "folder", "path"}
	var missing []string
	for _, name := range required {
		if flags.Lookup(name).Value.String() == "" {
			missing = append(missing, "-"+name)
		}
	}
	if len(missing) > 0 {
		return s, fmt.Errorf("missing %s: the real services need %s; without any flag the demo runs",
			strings.Join(missing, ", "), "-"+strings.Join(required, ", -"))
	}
	return s, readValues(&s, *clientFile, *keyFile)
}

// readValues checks the values and reads the files.
func readValues(s *settings, clientFile, keyFile string) error {
	data, err := os.ReadFile(clientFile)
	if err != nil {
		return fmt.Errorf("-client-secret: %w", err)
	}
	if s.client, err = credentials.ParseClient(data); err != nil {
		return fmt.Errorf("-client-secret %s: %w", clientFile, err)
	}
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return fmt.Errorf("-api-key-file: %w", err)
	}
	s.apiKey = truenas.NewSecret(strings.TrimSpace(string(key)))
	switch {
	case s.apiKey.IsZero():
		return fmt.Errorf("-api-key-file %s is empty: make a key in the TrueNAS web interface and save it there", keyFile)
	case !keyShape.MatchString(s.apiKey.Reveal()):
		return fmt.Errorf("-api-key-file %s does not hold an API key: it looks like 1-AbC…, a number, a dash, letters and digits", keyFile)
	case s.fingerprint != "" && !fingerprintShape.MatchString(s.fingerprint):
		return fmt.Errorf("-nas-fingerprint %q is not a SHA-256 in hex: it has 64 digits; leave it out to be told", s.fingerprint)
	}
	if u, err := url.Parse(s.nas); err != nil || u.Scheme != "wss" || u.Hostname() == "" {
		return fmt.Errorf("-nas %q is not the address of a TrueNAS: use wss://HOST, as wss://nas.example.com (over ws:// TrueNAS would revoke the API key)", s.nas)
	}
	if err := cloudsync.CheckFolder(s.folder, truenas.Pull); err != nil {
		return fmt.Errorf("-folder: %w", err)
	}
	if clean := path.Clean(s.path); !strings.HasPrefix(clean, "/mnt/") {
		return fmt.Errorf("-path %q is not in a pool: use a directory such as /mnt/tank/photos", s.path)
	}
	return nil
}
