package rclonecfg_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// jsonString is text as a JSON string, with its quotes.
func jsonString(text string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a string always encodes
	return strings.TrimSpace(out.String())
}

// blob is what "rclone authorize" prints when it was given a blob.
func blob(line string) string {
	return base64.RawStdEncoding.EncodeToString([]byte(`{"token":` + jsonString(line) + `}`))
}

// transcript is the output of "rclone authorize" on a terminal, result between
// the arrows.
func transcript(result string) string {
	return `$ rclone authorize "google photos" "eyJjbGllbnRfaWQiOiJjIiwiY2xpZW50X3NlY3JldCI6InMifQ"
2026/11/23 05:55:46 NOTICE: Config file "/home/u/.config/rclone/rclone.conf" not found - using defaults
2026/11/23 05:55:46 NOTICE: Make sure your Redirect URL is set to "http://127.0.0.1:53682/" in your custom config.
2026/11/23 05:55:46 NOTICE: Please go to the following link: http://127.0.0.1:53682/auth?state=dQCwaXZ98ktjkftZv4w83w
2026/11/23 05:55:46 NOTICE: Log in and authorize rclone for access
2026/11/23 05:55:46 NOTICE: Waiting for code...
2026/11/23 05:55:48 NOTICE: Got code
Paste the following into your remote machine --->
` + result + `
<---End paste
$ `
}

// remoteSection is a section of rclone.conf as rclone 1.76 writes it.
func remoteSection(line string) string {
	return "[photos]\ntype = google photos\nclient_id = cid\nclient_secret = cs\ntoken = " + line + "\nread_only = true\n"
}

// disguises are the ways in which people paste a token whose line is given.
var disguises = map[string]func(line string) string{
	"line":           func(line string) string { return line },
	"blanks":         func(line string) string { return "\n\t " + line + " \r\n" },
	"mark":           func(line string) string { return "\ufeff" + line },
	"odd blanks":     func(line string) string { return "\u200b\u00a0" + line + "\u202f\u2060" },
	"result":         transcript,
	"result of blob": func(line string) string { return transcript(blob(line)) },
	"arrows":         func(line string) string { return "--->" + line + "<---End paste" },
	"JSON log": func(line string) string {
		return `{"time":"2026-11-23T07:19:19Z","level":"notice","msg":"Got code\n","source":"oauthutil/oauthutil.go:1072"}` + "\n" + transcript(line)
	},
	"end arrow":          func(line string) string { return "\ufeff" + line + "\n<---End paste\n" },
	"and prompt":         func(line string) string { return line + "\n<---End paste\nroot@host:~# " },
	"two transcripts":    func(line string) string { return transcript(line) + transcript(blob(line)) },
	"blob":               blob,
	"blob, blanks":       func(line string) string { return " " + blob(line)[:9] + " \t" + blob(line)[9:] + "\n" },
	"option":             func(line string) string { return "token = " + line },
	"option, colon":      func(line string) string { return "token: " + line },
	"option, compact":    func(line string) string { return "token=" + line + "\n" },
	"option, quotes":     func(line string) string { return `token = """` + line + `"""` },
	"option, ticks":      func(line string) string { return "token = `" + line + "`" },
	"option, yaml":       func(line string) string { return "  token: '" + line + "'" },
	"option, yaml block": func(line string) string { return "  token: |-\n    " + line + "\n  read_only: true\n" },
	"UTF-16": func(line string) string { // PowerShell 5 writes this into a file
		text := "\xff\xfe"
		for _, unit := range utf16.Encode([]rune(strings.ReplaceAll(transcript(line), "\n", "\r\n"))) {
			text += string([]byte{byte(unit), byte(unit >> 8)})
		}
		return text
	},
	"summary": func(line string) string {
		return "Options:\n- type: google photos\n- token: " + line + "\nKeep this remote?"
	},
	"prompt": func(line string) string { return "Enter a value.\nconfig_token> " + line },
	"older prompt": func(line string) string {
		return "Then paste the result below:\nresult> " + line + "\n--------------------\n" + remoteSection(line) + "--------------------\ny) Yes this is OK\ny/e/d> y\n"
	},
	"section":       remoteSection,
	"section, CRLF": func(line string) string { return strings.ReplaceAll(remoteSection(line), "\n", "\r\n") },
	"section, comments": func(line string) string {
		return "# mine\n; token = {\"access_token\":\"old\"}\n#token = " + strings.Replace(goodLine, "rt", "other", 1) + "\n" +
			"# Paste ---> {\n" + remoteSection(line)
	},
	"file": func(line string) string {
		return "[local]\ntype = local\n\n[crypt]\ntype = crypt\nremote = local:x\ntoken = \n\n" + remoteSection(line) + "\n[s3]\ntype = s3\n"
	},
	"dump of remote": func(line string) string {
		return "{\n    \"client_id\": \"c\",\n    \"token\": " + jsonString(line) + ",\n    \"type\": \"google photos\"\n}"
	},
	"dump": func(line string) string {
		return `{"local":{"type":"local"},"web":{"type":"gphotos","token":` + jsonString(line) + `},"z":{"type":"box","token":""}}`
	},
	"dump, its line":   func(line string) string { return `        "token": ` + jsonString(line) + "," },
	"JSON string":      jsonString,
	"inside of string": func(line string) string { return strings.Trim(jsonString(line), `"`) },
	"double quotes":    func(line string) string { return `"` + line + `"` },
	"single quotes":    func(line string) string { return "'" + line + "'" },
	"ticks":            func(line string) string { return "`" + line + "`" },
	"fence":            func(line string) string { return "```json\n" + line + "\n```" },
	"typographic":      func(line string) string { return "“" + line + "”" },
	"low typographic":  func(line string) string { return "„" + line + "“" },
	"section, quotes":  func(line string) string { return "“" + remoteSection(line) + "”" },
	"colours":          func(line string) string { return "\x1b[1;32m" + line[:9] + "\x1b[0m\x1b[K" + line[9:] + "\x1b(B\x1b[m" },
	"title and link":   func(line string) string { return "\x1b]0;a title\a\x1b]8;;http://x\x1b\\" + line + "\x1b]8;;\x1b\\" },
	"mail": func(line string) string {
		return "Hello,\n\nhere it is, dated 2026-11-23:\n\n" + wrap(line, "\r\n", 60) + "\n\nRegards {U}\n-- \nU\n"
	},
	"answer": func(line string) string {
		return "> " + strings.ReplaceAll(transcript(line), "\n", "\n> ")
	},
	"answer to an answer": func(line string) string { return ">> ```\r\n>>\r\n>> " + line + "\r\n>> ```\r\n\r\n" },
	"pretty": func(line string) string {
		var out bytes.Buffer
		_ = json.Indent(&out, []byte(line), "", "\t") // the line is JSON
		return strings.NewReplacer("\n", "\r\n", `": "`, "\"\t:\u00a0\"").Replace(out.String())
	},
}

// wrap breaks text into lines of width bytes.
func wrap(text, eol string, width int) string {
	var lines []string
	for chunk := range slices.Chunk([]byte(text), width) {
		lines = append(lines, string(chunk))
	}
	return strings.Join(lines, eol)
}

func TestParseTokenSeesThroughDisguises(t *testing.T) {
	for name, disguise := range disguises {
		t.Run(name, func(t *testing.T) {
			token, err := rclonecfg.ParseToken(disguise(goodLine))
			require.NoError(t, err)
			require.Equal(t, goodToken(), token)
		})
	}
}

// A terminal or mail program can break the line at any place, and a terminal
// indents the rest.
func TestParseTokenJoinsLines(t *testing.T) {
	for name, around := range map[string]string{
		"line": "%s", "option": "token = %s", "section": remoteSection("%s"), "arrows": transcript("%s"),
	} {
		for _, text := range []string{goodLine, jsonString(goodLine), blob(goodLine)} {
			if text == blob(goodLine) && (name == "option" || name == "section") {
				continue // rclone writes no blob there
			}
			for i := 1; i < len(text); i++ {
				for _, eol := range []string{"\n", "\r\n    ", " \u2028\n\t"} {
					got, err := rclonecfg.ParseToken(fmt.Sprintf(around, text[:i]+eol+text[i:]))
					require.NoError(t, err, "%s, %q at %d", name, eol, i)
					require.Equal(t, goodToken(), got)
				}
			}
			for _, width := range []int{1, 2, 7, 40} {
				got, err := rclonecfg.ParseToken(fmt.Sprintf(around, wrap(text, "\n", width)))
				require.NoError(t, err, "%s in lines of %d", name, width)
				require.Equal(t, goodToken(), got)
			}
		}
	}
}

// What programs put at the ends of lines that they break does not get into a
// token, wherever the break is.
func TestParseTokenRefusesMarksAtLineEnds(t *testing.T) {
	for _, text := range []string{
		goodLine, jsonString(goodLine), remoteSection(goodLine), transcript(goodLine),
		`{"p":{"type":"gphotos","token":` + jsonString(goodLine) + `}}`,
	} {
		start := strings.Index(text, "{")
		for i := start + 1; i < len(text); i += 1 + len(text)/150 {
			for _, eol := range []string{
				"\n>", "\n> ", ">\n", "=\n", "=\r\n", "\\\n", "\n|", "|\n", "\n#", "'\n'", "\"\n\"", "`\n", "^\n", "<br>\n", "\n│ ", "=20\n",
			} {
				got, err := rclonecfg.ParseToken(text[:i] + eol + text[i:])
				if strings.HasPrefix(eol, "=") && strings.HasPrefix(strings.TrimLeft(text[i:], `\`), `"`) {
					continue // a token may end so
				}
				if err == nil {
					require.Equal(t, goodToken(), got, "%q at %d", eol, i)
				}
			}
		}
	}
	broken := strings.Replace(goodLine, "ya29", "ya\n>29", 1)
	_, err := rclonecfg.ParseToken(broken)
	requireReason(t, rclonecfg.TokenBadCharacters, err)
	token, err := rclonecfg.ParseToken(strings.Replace(broken, "\n", "", 1))
	require.NoError(t, err, "on one line it is a token")
	require.Equal(t, "ya>29.at", token.AccessToken.Reveal())
}

func TestParseTokenAcceptsJSON(t *testing.T) {
	with := func(members string) string { return strings.Replace(goodLine, "{", "{"+members+",", 1) }
	for name, text := range map[string]string{
		"order":       `{"expiry":"2026-11-22T19:54:49Z","refresh_token":"1//rt","access_token":"ya29.at"}`,
		"zone":        strings.Replace(goodLine, "19:54:49Z", "21:54:49+02:00", 1),
		"extra":       with(`"expires_in":3599,"scope":"openid profile","id_token":"x","nested":{"token":"}"}`),
		"expired":     with(`"expires_in":-1`),
		"null expiry": with(`"expires_in":null`),
		"old":         `{"AccessToken":"ya29.at","RefreshToken":"1//rt","Expiry":"2026-11-22T19:54:49Z"}`,
		"old, spaced": "{\n \"AccessToken\": \"ya29.at\",\n \"RefreshToken\": \"1//rt\",\n \"Expiry\": \"2026-11-22T20:54:49+01:00\",\n \"Extra\": null\n}",
		"old and new": with(`"AccessToken":"old","RefreshToken":5`),
		"old, empty new": `{"access_token":"","refresh_token":"","AccessToken":"ya29.at","RefreshToken":"1//rt",` +
			`"expiry":"2026-11-22T19:54:49Z"}`,
		"letter case": strings.Replace(goodLine, "access_token", "Access_Token", 1),
		"null type":   strings.Replace(goodLine, `"Bearer"`, "null", 1),
		"twice same":  with(`"access_token":"ya29.at","expiry":"2026-11-22T20:54:49+01:00"`),
		"escapes":     strings.Replace(goodLine, "ya29.at", `\u0079a29\u002eat`, 1),
		"token too":   with(`"token":"x","type":"y"`),
		"zero width":  strings.Replace(goodLine, "ya29.", "ya29.\u200b", 1),
	} {
		t.Run(name, func(t *testing.T) {
			token, err := rclonecfg.ParseToken(text)
			require.NoError(t, err)
			require.Equal(t, goodToken(), token)
		})
	}
}

func TestParseTokenKeepsArrowsInsideTheToken(t *testing.T) {
	for name, disguise := range disguises {
		if name == "mail" {
			continue // see TestParseTokenRefusesMarksAtLineEnds
		}
		for _, odd := range []string{"a--->b", "a<---b", "{a}", "}", `\"`, "a=b;#"} {
			token, err := rclonecfg.ParseToken(disguise(strings.Replace(goodLine, "ya29.at", odd, 1)))
			require.NoError(t, err, name)
			require.Equal(t, strings.ReplaceAll(odd, `\`, ""), token.AccessToken.Reveal())
		}
	}
}
