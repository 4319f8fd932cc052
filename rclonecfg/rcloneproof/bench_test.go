package rcloneproof_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/unknwon/goconfig" //nolint:misspell // the name of its author

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// BenchmarkConfig does the same work with rclonecfg and with goconfig, used as
// rclone uses it: read from a reader, its lock on, written to a buffer. The
// number is that of the remotes in the file.
//
//	go test -run '^$' -bench 'Config/parse/1000$' ./rclonecfg/rcloneproof
func BenchmarkConfig(b *testing.B) {
	for _, work := range []struct {
		name                string
		rclonecfg, goconfig func(b *testing.B, remotes []rclonecfg.Remote, text []byte)
	}{
		{"parse", parseOurs, parseTheirs},
		{"read", readAllOurs, readAllTheirs},
		{"write", writeOurs, writeTheirs},
		{"edit", editOurs, editTheirs},
		{"update", updateOurs, updateTheirs},
	} {
		for _, count := range []int{1_000, 10_000, 100_000} {
			remotes, text := benchRemotes(count)
			for _, library := range []struct {
				name string
				run  func(*testing.B, []rclonecfg.Remote, []byte)
			}{{"rclonecfg", work.rclonecfg}, {"goconfig", work.goconfig}} {
				b.Run(work.name+"/"+strconv.Itoa(count)+"/"+library.name, func(b *testing.B) {
					b.ReportAllocs()
					b.SetBytes(int64(len(text)))
					library.run(b, remotes, text)
				})
			}
		}
	}
}

// benchRemotes are count remotes and the file that holds them.
func benchRemotes(count int) ([]rclonecfg.Remote, []byte) {
	var text strings.Builder
	remotes := make([]rclonecfg.Remote, count)
	for i := range remotes {
		remotes[i] = rclonecfg.Remote{Name: "photos" + strconv.Itoa(i), Type: "googlephotos"}
		fmt.Fprintf(&text, "# remote %d\n[%s]\ntype = %s\n", i, remotes[i].Name, remotes[i].Type)
		for _, option := range [][2]string{
			{"client_id", "1234567890-" + strconv.Itoa(i) + ".apps.googleusercontent.com"},
			{"client_secret", "GOCSPX-made-up"},
			{"token", `{"access_token":"ya29.a0A","token_type":"Bearer","refresh_token":"1//06o","expiry":"2026-11-22T19:54:49Z"}`},
			{"read_only", "true"},
		} {
			fmt.Fprintf(&text, "%s = %s\n", option[0], option[1])
			remotes[i].Options = append(remotes[i].Options, rclonecfg.Option{Key: option[0], Value: rclonecfg.NewSecret(option[1])})
		}
		text.WriteString("\n")
	}
	return remotes, []byte(text.String())
}

func parseOurs(b *testing.B, _ []rclonecfg.Remote, text []byte) {
	b.Helper()
	for b.Loop() {
		if _, err := rclonecfg.ParseFile(text); err != nil {
			b.Fatal(err)
		}
	}
}

func parseTheirs(b *testing.B, _ []rclonecfg.Remote, text []byte) {
	b.Helper()
	for b.Loop() {
		if _, err := goconfig.LoadFromReader(bytes.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}

// readAllOurs asks a parsed file for everything in it.
func readAllOurs(b *testing.B, _ []rclonecfg.Remote, text []byte) {
	b.Helper()
	file, err := rclonecfg.ParseFile(text)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, name := range file.Remotes() {
			if _, ok := file.Remote(name); !ok {
				b.Fatal(name)
			}
		}
	}
}

func readAllTheirs(b *testing.B, _ []rclonecfg.Remote, text []byte) {
	b.Helper()
	config, err := goconfig.LoadFromReader(bytes.NewReader(text))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, name := range config.GetSectionList() {
			values := map[string]string{} // a Remote of ours
			for _, key := range config.GetKeyList(name) {
				if values[key], err = config.GetValue(name, key); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
}

// writeOurs makes the file from nothing.
func writeOurs(b *testing.B, remotes []rclonecfg.Remote, _ []byte) {
	b.Helper()
	for b.Loop() {
		var file rclonecfg.File
		for _, r := range remotes {
			if err := file.SetRemote(r); err != nil {
				b.Fatal(err)
			}
		}
		if len(file.Bytes()) == 0 {
			b.Fatal("nothing written")
		}
	}
}

func writeTheirs(b *testing.B, remotes []rclonecfg.Remote, _ []byte) {
	b.Helper()
	for b.Loop() {
		config, err := goconfig.LoadFromReader(bytes.NewReader(nil))
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range remotes {
			config.SetValue(r.Name, "type", r.Type)
			for _, option := range r.Options {
				config.SetValue(r.Name, option.Key, option.Value.Reveal())
			}
		}
		saveTheirs(b, config)
	}
}

// editOurs changes one option of a parsed file and makes its text.
func editOurs(b *testing.B, remotes []rclonecfg.Remote, text []byte) {
	b.Helper()
	file, err := rclonecfg.ParseFile(text)
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		setOurs(b, file, remotes, i)
	}
}

func editTheirs(b *testing.B, remotes []rclonecfg.Remote, text []byte) {
	b.Helper()
	config, err := goconfig.LoadFromReader(bytes.NewReader(text))
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		config.SetValue(remotes[i%len(remotes)].Name, "token", newToken(i))
		saveTheirs(b, config)
	}
}

// updateOurs parses, changes one option, and makes the text: what storing a
// renewed token takes.
func updateOurs(b *testing.B, remotes []rclonecfg.Remote, text []byte) {
	b.Helper()
	for i := 0; b.Loop(); i++ {
		file, err := rclonecfg.ParseFile(text)
		if err != nil {
			b.Fatal(err)
		}
		setOurs(b, file, remotes, i)
	}
}

func updateTheirs(b *testing.B, remotes []rclonecfg.Remote, text []byte) {
	b.Helper()
	for i := 0; b.Loop(); i++ {
		config, err := goconfig.LoadFromReader(bytes.NewReader(text))
		if err != nil {
			b.Fatal(err)
		}
		config.SetValue(remotes[i%len(remotes)].Name, "token", newToken(i))
		saveTheirs(b, config)
	}
}

func setOurs(b *testing.B, file *rclonecfg.File, remotes []rclonecfg.Remote, i int) {
	b.Helper()
	if err := file.SetOption(remotes[i%len(remotes)].Name, "token", rclonecfg.NewSecret(newToken(i))); err != nil {
		b.Fatal(err)
	}
	if len(file.Bytes()) == 0 {
		b.Fatal("nothing written")
	}
}

func saveTheirs(b *testing.B, config *goconfig.ConfigFile) {
	b.Helper()
	var out bytes.Buffer
	if err := goconfig.SaveConfigData(config, &out); err != nil {
		b.Fatal(err)
	}
}

// newToken is different each time.
func newToken(i int) string {
	return `{"access_token":"` + strconv.Itoa(i) + `","token_type":"Bearer","refresh_token":"1//06o","expiry":"2026-11-22T20:54:49Z"}`
}
