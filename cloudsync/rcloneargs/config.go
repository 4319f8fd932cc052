package rcloneargs

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

// config returns the text of rclone's configuration as TrueNAS writes it. That
// is not always one that rclone can read: most releases write a token with
// line breaks as it is. So rclonecfg.File, which refuses such values, is not
// used here.
func config(task truenas.Task, photos truenas.GooglePhotos, release traits) (string, error) {
	w := configWriter{oneLine: release.oneLine}
	if task.Encryption {
		if err := w.encrypted(task); err != nil {
			return "", err
		}
	}
	w.section("remote")
	if release.defaults {
		w.option("type", "googlephotos")
		w.option("client_id", photos.ClientID)
		w.option("client_secret", photos.ClientSecret.Reveal())
		w.option("token", photos.Token.Reveal())
	} else {
		w.optionUnlessEmpty("client_id", photos.ClientID)
		w.optionUnlessEmpty("client_secret", photos.ClientSecret.Reveal())
		w.option("token", photos.Token.Reveal())
		w.option("type", "googlephotos")
	}
	// The attributes of a task end up here too; rclone ignores them.
	w.option("folder", task.Attributes.Folder)
	others, err := attributes(task)
	if err != nil {
		return "", err
	}
	for _, key := range slices.Sorted(maps.Keys(others)) {
		w.option(key, attribute(others[key]))
	}
	return w.text.String(), nil
}

type configWriter struct {
	text    strings.Builder
	oneLine bool
}

// encrypted writes the crypt remote around the real one. Names of folders are
// encrypted together with those of files, by rclone's default.
func (w *configWriter) encrypted(task truenas.Task) error {
	w.section("encrypted")
	w.option("type", "crypt")
	w.option("remote", "remote:"+remotePath(task))
	names := "off"
	if task.FilenameEncryption {
		names = "standard"
	}
	w.option("filename_encryption", names)
	if err := w.password("password", task.EncryptionPassword); err != nil {
		return err
	}
	if task.EncryptionSalt.IsZero() {
		return nil
	}
	return w.password("password2", task.EncryptionSalt)
}

func (w *configWriter) password(key string, plain Secret) error {
	obscured, err := rclonecfg.Obscure(plain)
	if err != nil {
		return err
	}
	w.option(key, obscured)
	return nil
}

func (w *configWriter) section(name string) { w.text.WriteString("[" + name + "]\n") }

func (w *configWriter) optionUnlessEmpty(key, value string) {
	if value != "" {
		w.option(key, value)
	}
}

func (w *configWriter) option(key, value string) {
	if w.oneLine {
		value = strings.NewReplacer("\r", "", "\n", "").Replace(value)
		if value != strings.TrimSpace(value) || strings.HasPrefix(value, "`") || strings.HasPrefix(value, `"""`) {
			value = `"""` + value + `"""`
		}
	}
	w.text.WriteString(key + " = " + value + "\n")
}

// attributes are those besides the folder, by their names on the wire.
func attributes(task truenas.Task) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(task.Attributes)
	if err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	delete(all, "folder")
	return all, nil
}

// attribute returns a JSON value as TrueNAS writes it: a string as it is, and
// null as Python prints it.
func attribute(raw json.RawMessage) string {
	if string(raw) == "null" {
		return "None"
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}
