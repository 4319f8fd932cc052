package rcloneargs

import (
	"strings"
)

// configWriter writes rclone's configuration as TrueNAS does. That is not always
// one that rclone can read: most releases write a value with line breaks as it
// is. So rclonecfg.File, which refuses such values, is not used here.
type configWriter struct {
	text    strings.Builder
	oneLine bool
}

func (w *configWriter) section(name string) { w.text.WriteString("[" + name + "]\n") }

func (w *configWriter) option(key, value string) {
	if w.oneLine {
		value = strings.NewReplacer("\r", "", "\n", "").Replace(value)
		if value != pythonStrip(value) || strings.HasPrefix(value, "`") || strings.HasPrefix(value, `"""`) {
			value = `"""` + value + `"""`
		}
	}
	w.text.WriteString(key + " = " + value + "\n")
}

// remote writes the section of the account.
func (w *configWriter) remote(options settings) {
	w.section("remote")
	for _, key := range options.keys {
		w.option(key, printed(options.values[key]))
	}
}
