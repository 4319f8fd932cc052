package rules

import (
	"strings"
	"unicode/utf8"
)

// Parameters of RFC 3492.
const (
	punyBase, punyMin, punyMax = 36, 1, 26
	punySkew, punyDamp         = 38, 700
	punyBias, punyFirst        = 72, 0x80
)

// punycode is a label of a host name with its ASCII form: "bücher" becomes
// "xn--bcher-kva".
func punycode(label string) string {
	var out strings.Builder
	out.WriteString("xn--")
	basic := 0
	for i := range len(label) {
		if label[i] < utf8.RuneSelf {
			out.WriteByte(label[i])
			basic++
		}
	}
	if basic > 0 {
		out.WriteByte('-')
	}
	runes := []rune(label)
	next, bias, delta, done := rune(punyFirst), punyBias, 0, basic
	for done < len(runes) {
		smallest := rune(utf8.MaxRune)
		for _, r := range runes {
			if r >= next && r < smallest {
				smallest = r
			}
		}
		delta += int(smallest-next) * (done + 1)
		next = smallest
		for _, r := range runes {
			if r < next {
				delta++
			}
			if r != next {
				continue
			}
			punyNumber(&out, delta, bias)
			bias = punyAdapt(delta, done+1, done == basic)
			delta = 0
			done++
		}
		delta++
		next++
	}
	return out.String()
}

// punyNumber writes a number with digits of varying weight.
func punyNumber(out *strings.Builder, n, bias int) {
	const digits = "abcdefghijklmnopqrstuvwxyz0123456789"
	for k := punyBase; ; k += punyBase {
		threshold := min(max(k-bias, punyMin), punyMax)
		if n < threshold {
			out.WriteByte(digits[n])
			return
		}
		out.WriteByte(digits[threshold+(n-threshold)%(punyBase-threshold)])
		n = (n - threshold) / (punyBase - threshold)
	}
}

func punyAdapt(delta, points int, first bool) int {
	delta /= 2
	if first {
		delta = delta * 2 / punyDamp
	}
	delta += delta / points
	k := 0
	for ; delta > (punyBase-punyMin)*punyMax/2; k += punyBase {
		delta /= punyBase - punyMin
	}
	return k + (punyBase-punyMin+1)*delta/(delta+punySkew)
}
