package rcloneproof_test

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/config/configmap"
	"github.com/rclone/rclone/fs/config/configstruct"
	"github.com/rclone/rclone/lib/encoder"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// rcloneOptions has the types that rclone's Google Photos backend has, and so
// they are read in the same way.
type rcloneOptions struct {
	ReadOnly     bool                 `config:"read_only"`
	StartYear    int                  `config:"start_year"`
	BatchSize    int                  `config:"batch_size"`
	BatchTimeout fs.Duration          `config:"batch_timeout"`
	Encoding     encoder.MultiEncoder `config:"encoding"`
}

const defaultEncoding = "Slash,CrLf,InvalidUtf8,Dot"

// rcloneReadsOption is how rclone reads one option.
func rcloneReadsOption(key, value string) (rcloneOptions, error) {
	options := rcloneOptions{StartYear: 2000}
	err := options.Encoding.Set(defaultEncoding)
	return options, errors.Join(err, configstruct.Set(configmap.Simple{key: value}, &options))
}

// weRead is how we do, with our defaults filled in.
func weRead(tb testing.TB, key, value string) (rcloneOptions, error) {
	tb.Helper()
	r, err := goodPhotos().Remote("p")
	require.NoError(tb, err)
	r.Options = append(r.Options, rclonecfg.Option{Key: key, Value: rclonecfg.NewSecret(value)})
	photos, err := rclonecfg.ParseGooglePhotos(r)
	options := rcloneOptions{
		ReadOnly: photos.ReadOnly, StartYear: photos.StartYear,
		BatchSize: photos.BatchSize, BatchTimeout: fs.Duration(photos.BatchTimeout),
	}
	if options.StartYear == 0 {
		options.StartYear = 2000
	}
	if photos.Encoding == "" {
		photos.Encoding = defaultEncoding
	}
	require.NoError(tb, options.Encoding.Set(photos.Encoding))
	if err == nil {
		require.Equal(tb, photos.Encoding, options.Encoding.String(), "as rclone writes it")
	}
	return options, err
}

// refusedOnPurpose is what rclone reads, and takes for something else than it
// says or does nothing with.
func refusedOnPurpose(key, value string, got rcloneOptions) bool {
	switch key {
	case "start_year":
		return got.StartYear < 1000 || got.StartYear > 9999 || octal(value)
	case "batch_size":
		return got.BatchSize < 0 || got.BatchSize > 50 || octal(value)
	case "batch_timeout":
		_, err := time.Parse(time.DateOnly, value[:min(len(value), len(time.DateOnly))])
		return got.BatchTimeout < 0 || value == "off" || err == nil
	case "encoding":
		return strings.Contains(got.Encoding.String(), "0x")
	}
	return false
}

func octal(value string) bool {
	digits := strings.TrimLeft(strings.TrimSpace(value), "+-")
	return len(digits) > 1 && digits[0] == '0' && strings.ContainsRune("0123456789_", rune(digits[1]))
}

// sameMeaning requires that a value means the same to both, or nothing to both. It
// reports whether it means something.
func sameMeaning(tb testing.TB, key, value string) bool {
	tb.Helper()
	want, rcloneErr := rcloneReadsOption(key, value)
	got, err := weRead(tb, key, value)
	switch {
	case err == nil:
		require.NoError(tb, rcloneErr, "%s = %q", key, value)
		require.Equal(tb, want, got, "%s = %q", key, value)
	case rcloneErr == nil:
		require.True(tb, refusedOnPurpose(key, value, want), "%s = %q: %v", key, value, err)
	}
	return err == nil
}

// valuePieces are what values of each option are made of.
func valuePieces() map[string][]string {
	return map[string][]string{
		"read_only":  {"true", "false", "T", "F", "t", "f", "1", "0", "True", "FALSE", "yes", " "},
		"start_year": {"0", "1", "19", "99", "2000", "x", "0x", "b", "o", "_", "-", "+", " ", "\t", ".", "e", "7cf"},
		"batch_size": {"0", "1", "4", "50", "51", "0x", "0b", "0o", "_", "-", "+", " ", ".", "x"},
		"batch_timeout": {
			"0", "1", "12", ".", ".5", "9", "1e3", "e", "d", "w", "M", "y", "h", "m", "s", "ms", "us", "µs", "ns", "-", "+",
			"off", " ", "_", "0x1p", "inf", "nan", "2026-01-02", "T01:02:03", "Z", "292",
		},
		"encoding": {"Slash", "Dot", "None", "Raw", "CrLf", "InvalidUtf8", "Exclamation", ",", ",", ", ", " ", "0x", "2", "1", "_", "slash"},
	}
}

func TestValuesMeanTheSame(t *testing.T) {
	for key, pieces := range valuePieces() {
		t.Run(key, func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, 5))
			both := 0
			for range 10_000 / slower {
				value := ""
				for range 1 + random.IntN(5) {
					value += pieces[random.IntN(len(pieces))]
				}
				if sameMeaning(t, key, value) {
					both++
				}
			}
			require.Greater(t, both, 100/slower, "the pieces make values")
		})
	}
}

func FuzzValuesMeanTheSame(f *testing.F) {
	for _, pieces := range valuePieces() {
		for _, piece := range pieces {
			f.Add(piece)
		}
	}
	f.Add("-1w2.5d12h")
	f.Add("0x3,Slash, None")
	f.Fuzz(func(t *testing.T, value string) {
		if strings.ContainsAny(value, "\r\n") || strings.Contains(value, "%(") {
			return // no file can hold it
		}
		for key := range valuePieces() {
			sameMeaning(t, key, value)
		}
	})
}

// Every duration that can be set is the same for rclone.
func TestRcloneReadsEachDuration(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 11))
	for range 10_000 / slower {
		want := time.Duration(random.Uint64() >> (1 + random.IntN(60)))
		photos := goodPhotos()
		photos.BatchTimeout = want
		r, err := photos.Remote("p")
		require.NoError(t, err)
		value, _ := r.Option("batch_timeout")
		if want == 0 {
			require.True(t, value.IsZero())
			continue
		}
		got, err := fs.ParseDuration(value.Reveal())
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// Every general option of rclone is known, with both prefixes, and none else.
func TestGeneralOptionsAreRclones(t *testing.T) {
	names := map[string]bool{}
	for _, option := range fs.ConfigOptionsInfo {
		names[option.Name] = true
	}
	require.Greater(t, len(names), 90)
	accepts := func(key string) bool {
		_, err := weRead(t, key, "1")
		return err == nil
	}
	for name := range names {
		require.True(t, accepts("override."+name), name)
		require.True(t, accepts("global."+name), name)
		require.False(t, accepts(name), name)
		for i := range len(name) {
			shorter := name[:i] + name[i+1:]
			require.Equal(t, names[shorter], accepts("override."+shorter), shorter)
		}
		require.Equal(t, names[name+"s"], accepts("override."+name+"s"), name)
		require.False(t, accepts("override."+name+strconv.Itoa(1)))
	}
}
