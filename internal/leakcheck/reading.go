package leakcheck

import (
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
)

var (
	// What fmt prints for bytes: [121 97 50 57]; JSON and Go source have commas.
	decimalBytes = regexp.MustCompile(`\d{1,3}(?:,? \d{1,3}){11,}|\d{1,3}(?:,\d{1,3}){11,}`)
	number       = regexp.MustCompile(`\d+`)
	hexBytes     = regexp.MustCompile(`(?i)(?:[0-9a-f]{2}){12,}`)
	base64Bytes  = regexp.MustCompile(`[A-Za-z0-9+/_-]{16,}`)
	goBytes      = regexp.MustCompile(`0x([0-9a-f]{1,2})(?:, |\b)`)
	percent      = regexp.MustCompile(`(?i)%[0-9a-f]{2}`)
	escapes      = strings.NewReplacer(`\/`, "/", `\u002f`, "/", `\u002F`, "/", `\u003d`, "=", `\u0026`, "&", `\"`, `"`)
)

// readings are the line as it is, and what its encoded parts say.
func readings(line string) []string {
	found := []string{line}
	add := func(text string) {
		if text != "" && text != line {
			found = append(found, text)
		}
	}
	plain := escapes.Replace(line)
	add(plain)
	for range 2 { // an address in an address
		plain = percent.ReplaceAllStringFunc(plain, func(text string) string {
			n, _ := strconv.ParseUint(text[1:], 16, 8) // the pattern lets nothing else through
			return string([]byte{byte(n)})
		})
		add(plain)
	}
	for _, part := range decimalBytes.FindAllString(line, -1) {
		var text []byte
		for _, digits := range number.FindAllString(part, -1) {
			n, _ := strconv.ParseUint(digits, 10, 8) // 0 if it is no byte, which no secret holds
			text = append(text, byte(n))
		}
		add(string(text))
	}
	for _, part := range hexBytes.FindAllString(line, -1) {
		if text, err := hex.DecodeString(part[:len(part)/2*2]); err == nil {
			add(string(text))
		}
	}
	var text []byte
	for _, part := range goBytes.FindAllStringSubmatch(line, -1) {
		n, _ := strconv.ParseUint(part[1], 16, 8)
		text = append(text, byte(n))
	}
	add(string(text))
	for _, part := range base64Bytes.FindAllString(line, -1) {
		part = strings.NewReplacer("-", "+", "_", "/").Replace(part)
		if len(part)%4 == 1 { // no length of base64: cut somewhere
			part = part[:len(part)-1]
		}
		if text, err := base64.RawStdEncoding.DecodeString(part); err == nil {
			add(string(text))
		}
	}
	return found
}
