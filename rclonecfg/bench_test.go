package rclonecfg_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func BenchmarkParseToken(b *testing.B) {
	const text = `{"access_token":"ya29.a0A","token_type":"Bearer","refresh_token":"1//06o","expiry":"2026-11-22T19:54:49Z"}`
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rclonecfg.ParseToken(text); err != nil {
			b.Fatal(err)
		}
	}
}

// Each operation on every remote of a file, and the time for one remote: it
// hardly depends on how many there are. Package rcloneproof compares with the
// library that rclone uses.
func BenchmarkFile(b *testing.B) {
	for _, count := range []int{1_000, 10_000, 100_000} {
		names := make([]string, count)
		var text strings.Builder
		for i := range names {
			names[i] = "photos" + strconv.Itoa(i)
			fmt.Fprintf(&text, "# remote %d\n[%s]\ntype = googlephotos\nclient_id = id\nclient_secret = secret\ntoken = {}\n\n", i, names[i])
		}
		data := []byte(text.String())
		parsed := func() *rclonecfg.File {
			file, err := rclonecfg.ParseFile(data)
			if err != nil {
				b.Fatal(err)
			}
			return file
		}
		token := rclonecfg.NewSecret(`{"access_token":"x"}`)
		all := parsed()
		for _, operation := range []struct {
			name string
			file func() *rclonecfg.File
			work func(file *rclonecfg.File)
		}{
			{"ParseFile", func() *rclonecfg.File { return nil }, func(*rclonecfg.File) { parsed() }},
			{"Bytes", parsed, func(file *rclonecfg.File) { file.Bytes() }},
			{"Remotes", parsed, func(file *rclonecfg.File) { file.Remotes() }},
			{"Remote", parsed, func(file *rclonecfg.File) {
				for _, name := range names {
					file.Remote(name)
				}
			}},
			{"SetRemote", func() *rclonecfg.File { return new(rclonecfg.File) }, func(file *rclonecfg.File) {
				for _, name := range names {
					r, _ := all.Remote(name)
					if err := file.SetRemote(r); err != nil {
						b.Fatal(err)
					}
				}
			}},
			{"SetOption", parsed, func(file *rclonecfg.File) {
				for _, name := range names {
					if err := file.SetOption(name, "token", token); err != nil {
						b.Fatal(err)
					}
				}
			}},
			{"DeleteRemote", parsed, func(file *rclonecfg.File) {
				for _, name := range names {
					if !file.DeleteRemote(name) {
						b.Fatal(name)
					}
				}
			}},
		} {
			b.Run(operation.name+"/"+strconv.Itoa(count), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					file := operation.file()
					b.StartTimer()
					operation.work(file)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*count), "ns/remote")
			})
		}
	}
}
