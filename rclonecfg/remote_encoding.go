package rclonecfg

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// encodingNames are rclone's names for the characters that it replaces in file
// names. Each stands for a bit, and the first for the lowest.
var encodingNames = []string{
	"Raw", "Slash", "LtGt", "DoubleQuote", "SingleQuote", "BackQuote", "Dollar", "Colon", "Question",
	"Asterisk", "Pipe", "Hash", "Percent", "BackSlash", "CrLf", "Del", "Ctl", "LeftSpace", "LeftPeriod",
	"LeftTilde", "LeftCrLfHtVt", "RightSpace", "RightPeriod", "RightCrLfHtVt", "InvalidUtf8", "Dot",
	"SquareBracket", "Semicolon", "Exclamation",
}

// noEncoding is the name for none of them.
const noEncoding = "None"

// canonicalEncoding reads a list of names as rclone does, and returns it as
// rclone writes it: in the order of the bits, each name once. rclone takes sums
// of bits for names, too.
func canonicalEncoding(text string) (string, error) {
	var bits uint64
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if i := slices.Index(encodingNames, name); i >= 0 {
			bits |= 1 << i
			continue
		}
		if name == noEncoding {
			continue
		}
		sum, err := strconv.ParseUint(name, 0, len(encodingNames))
		if err != nil {
			return "", reasonError(badEncoding(name))
		}
		bits |= sum
	}
	var names []string
	for i, name := range encodingNames {
		if bits&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if names == nil {
		return noEncoding, nil
	}
	return strings.Join(names, ","), nil
}

func badEncoding(name string) string {
	known := append(slices.Clone(encodingNames), noEncoding)
	reason := "has a part that is none of rclone's names: write some of "
	if meant := nearest(name, known); meant != "" {
		reason = fmt.Sprintf("has a part that is nearly %s, and rclone refuses it: write some of ", meant)
	}
	return reason + strings.Join(known, ", ") + ", with commas between them"
}
