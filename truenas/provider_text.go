package truenas

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// tokenField is the JSON text of a token or key, which is sent on one line: most
// TrueNAS releases write it to rclone's configuration as it is and lose
// everything after a line break. An update would lose it too, so it is required.
func tokenField(key string, target *Secret) providerField {
	f := secretField(key, target)
	f.value = func() any { return oneLine(target.Reveal()) }
	f.check = func() error { return checkToken(key, oneLine(target.Reveal())) }
	return f
}

func checkLine(key, text string) error {
	if strings.ContainsAny(text, "\r\n") {
		return fmt.Errorf("%s contains a line break; paste it on one line", key)
	}
	return nil
}

// oneLine returns a token without the white space that means nothing in JSON
// and without that around it, which TrueNAS 27 would take for a part of it.
func oneLine(token string) string {
	text := strings.TrimSpace(token)
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(text)) == nil {
		return compact.String()
	}
	return text
}

func checkToken(key, text string) error {
	switch {
	case strings.ContainsAny(text, "\r\n"):
		return fmt.Errorf("the %s has several lines and is not JSON; use the %s line that rclone prints", key, key)
	case strings.HasPrefix(text, "`"), strings.HasPrefix(text, `"""`):
		// TrueNAS 27 writes it back with more quotes after each run.
		return fmt.Errorf("the %s begins with a quote; paste it without quotes around it", key)
	}
	return nil
}

// checkPercent refuses a percent sign, which TrueNAS takes for a reference when
// it reads the configuration back after a run: every run then ends as failed.
func checkPercent(fields []providerField) []providerField {
	fields = slices.Clone(fields)
	for i, f := range fields {
		check := f.check
		fields[i].check = func() error {
			if text, _ := f.value().(string); strings.Contains(text, "%") {
				return fmt.Errorf("%s contains a percent sign, with which every run fails on TrueNAS; "+
					"get another one", f.key)
			}
			return check()
		}
	}
	return fields
}
