package rcloneproof_test

import (
	"math/rand/v2"
	"strings"
)

// generateFile makes an rclone.conf of every construct of the format. Most of
// them can be loaded: the rest has one or more lines at which rclone stops.
func generateFile(random *rand.Rand) []byte {
	g := fileGenerator{Rand: random, eol: one(random, "\n", "\n", "\n", "\r\n")}
	if chance(random, 10) {
		g.WriteString("\ufeff")
	}
	if chance(random, 100) {
		g.WriteString(one(random, "", "# Encrypted rclone configuration File\n\n", " \r\n;\n", "[p]\n") +
			one(random, "", " ", "x") + "RCLONE_ENCRYPT_V" + one(random, "0:", "0: ", "1:", "", "0") + g.eol + "QUJD" + g.eol)
	}
	if chance(random, 8) {
		g.lines(random.IntN(4)) // in front of every section
	}
	for range random.IntN(5) {
		g.section()
		g.lines(random.IntN(7))
	}
	text := g.String()
	if chance(random, 4) {
		text = strings.TrimSuffix(text, g.eol)
	}
	if chance(random, 100) {
		// What happens to a file on a bad day.
		text = text[:random.IntN(len(text)+1)]
	}
	return []byte(text)
}

type fileGenerator struct {
	*rand.Rand
	strings.Builder
	eol string
}

// end ends a line.
func (g *fileGenerator) end() {
	if chance(g.Rand, 50) {
		g.WriteString(one(g.Rand, "\r", "\n", "\r\n", "\n\r", "\r\r\n", "\u2028"))
	}
	g.WriteString(g.eol)
}

func (g *fileGenerator) section() {
	if chance(g.Rand, 12) {
		g.WriteString(g.blank())
	}
	g.WriteString("[" + generateSection(g.Rand) + "]")
	if chance(g.Rand, 12) {
		g.WriteString(g.blank())
	}
	g.end()
}

func (g *fileGenerator) lines(count int) {
	for range count {
		switch g.IntN(40) {
		case 0, 1, 2:
			g.WriteString(g.comment())
		case 3, 4:
			g.WriteString(g.blank())
		case 5:
			if chance(g.Rand, 2) {
				g.WriteString(g.broken())
			}
		default:
			if chance(g.Rand, 12) {
				g.WriteString(g.blank())
			}
			g.WriteString(g.key() + g.separator() + generateValue(g.Rand))
			if chance(g.Rand, 12) {
				g.WriteString(g.blank())
			}
		}
		g.end()
	}
}

// blank is what reading cuts off, and what only looks like it (the last two).
func (g *fileGenerator) blank() string {
	return one(g.Rand, "", " ", "  ", "\t", "\v", "\f", "\r", "\u00a0", "\u0085", "\u2003", "\u3000", "\u200b", "\ufeff")
}

func (g *fileGenerator) comment() string {
	return one(g.Rand, "", " ", "\t") + one(g.Rand, "#", ";") +
		one(g.Rand, "", " c", "c", "[p]", " k = v", " [p", "#", ` """`, " ünï", " \xff", strings.Repeat(" long", 1000))
}

// broken are lines that rclone does not understand, and some that look so.
func (g *fileGenerator) broken() string {
	if chance(g.Rand, 2) {
		var line strings.Builder
		for range g.IntN(6) {
			line.WriteString(one(g.Rand, "[", "]", "p", "a", "-", "#", ";", " ", "\t", "=", ":", "v", "é", "\u00a0", "\ufeff",
				`"`, `"""`, "`", "'", "%(a)s", "%(", ")s", "\\", "\x00", "\xff", ".", "\r"))
		}
		return line.String()
	}
	return one(g.Rand, "word", "two words", "[p", "p]", "[p] # c", "[p]x", "=", "= v", ": v", "[]", "[ ]", "[\u00a0]",
		`"`, `"""`, "`", `"k = v`, "`k = v", `"""k = v`, `"""k""" v`, `"k" v`, "k", "\x00", "\xff", "[k = v]", "[k = v",
		"k = `v", `k = """v`, `k = """""`, "k = `", "RCLONE_ENCRYPT_V0:", "RCLONE_ENCRYPT_V1:", "RCLONE_ENCRYPT_V0: x", "AAAA")
}

func (g *fileGenerator) key() string {
	if chance(g.Rand, 3) {
		return one(g.Rand, "a", "b", "c", "a", "-")
	}
	if !chance(g.Rand, 6) {
		return one(g.Rand, "type", "type", "token", "client_id", "client_secret", "key", "read_only")
	}
	return one(g.Rand, "KEY", "k.x", "k-x", "k x", "key # c", "key;c", "ключ", "é", "e\u0301", "k\"q", "k'q", "k`q", "%(a)s",
		`"a=b"`, `"a:b"`, "`a=b`", "`a:b`", `"""a=b"""`, `"a"`, "`a`", `"""a"""`, `"a" b`, "`a` = b", `"-"`, `" a "`, "` `", `" "`, `""`,
		"``", `""""""`, `"""""`, "`#1`", "`[p]`", "`;a`", `"`+"`"+`=`+`"`, "a\x00b", "\xff", "a\xffb", "a\ufeff", "]", "k]", "\\", "%")
}

func (g *fileGenerator) separator() string {
	if chance(g.Rand, 20) {
		return one(g.Rand, "\t=\t", " =", "= ", "==", "=:", ":=", " : ", "\u00a0=\u00a0", "= \v", "=\r")
	}
	return one(g.Rand, " = ", " = ", "=", ": ", ":")
}

// generateSection makes the name of a section: few names, so that they meet.
func generateSection(random *rand.Rand) string {
	if !chance(random, 8) {
		return one(random, "p", "q", "p.q", "p.q.r", "a b", "photos", "DEFAULT")
	}
	return one(random, "missing.x", ".x", "x.", "..", "p..q", " p ", "\tp", "p\u00a0", "ünï", "日本", "p:q", "p=q", "p;q", "#p", `"p"`, "`p`",
		"P", "default", "[p", "p]", "p][q", "a\x00b", "\xff", "-", "%(a)s", "p # c", strings.Repeat("long", 100), "e\u0301", "p/q")
}

// generateValue makes a value as it stands in a file, with its quotes.
func generateValue(random *rand.Rand) string {
	switch {
	case !chance(random, 2):
		return one(random, "", "v", "true", "1", "googlephotos", "drive", "1234.apps.googleusercontent.com",
			`{"access_token":"at","token_type":"Bearer","refresh_token":"rt","expiry":"2026-11-22T19:54:49Z"}`)
	case chance(random, 6):
		return generateReference(random)
	case chance(random, 40):
		return strings.Repeat(one(random, "x", "é", "%", "` ", "=v"), one(random, 100, 4_096, 5_000, 70_000))
	case chance(random, 4): // quoted, or so it looks
		open := one(random, "`", `"""`, `"`, "'", "`", `"""`)
		inner := one(random, "v", " v ", "", "v`w", `v"""w`, `v"w`, " ", "\u00a0v\u00a0", "v = w", "# v", "\tv\r")
		return open + inner + open + one(random, "", "", "", "", " rest", `"`, "`")
	}
	var value strings.Builder
	for range 1 + random.IntN(4) {
		value.WriteString(one(random, "v", "w", " ", "  ", "\t", "=", ":", "#", ";", " # x", " ; x", "[p]", "]", `"`, "'", `""`,
			"é", "日本", "😀", "e\u0301", "\u00a0", "\u0085", "\u2028", "\u200b", "\ufeff", "\x00", "\x7f", "\x1b", "\xff", "\xc3", "\xed\xa0\x80",
			"\r", "\v", "\\", `\n`, `\"`, "%", "%%", "%(", ")s", "%()s", "100%", "${a}", "$a", ",", "{", "}", ".", "-", "~", "/"))
	}
	return value.String()
}

// generateReference makes a value with %(…)s, also such as refer to themselves
// or to what is not there.
func generateReference(random *rand.Rand) string {
	var value strings.Builder
	for range 1 + random.IntN(3) {
		value.WriteString(one(random, "", "v", "%", " ", "%%", "("))
		value.WriteString("%(" + one(random, "b", "c", "key", "token", "missing", "b", "c", "a", " ", "type", "bs", "(b", "%b", "b)", "é", "-", "#1", "client_id") + ")s")
		value.WriteString(one(random, "", "", "s", ")s", ")", "w"))
	}
	return value.String()
}
