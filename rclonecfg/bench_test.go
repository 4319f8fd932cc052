package rclonecfg_test

import (
	"fmt"
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

// A rclone.conf with a hundred remotes.
func BenchmarkParseFile(b *testing.B) {
	var text strings.Builder
	for i := range 100 {
		fmt.Fprintf(&text, "# remote %d\n[photos%d]\ntype = googlephotos\nclient_id = id\nclient_secret = secret\ntoken = {}\n\n", i, i)
	}
	data := []byte(text.String())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rclonecfg.ParseFile(data); err != nil {
			b.Fatal(err)
		}
	}
}
