package rcloneargs

import (
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

// encrypted writes the crypt remote around the real one, before it. Names of
// folders are encrypted together with those of files, by rclone's default.
func (w *configWriter) encrypted(task truenas.Task, remote string) error {
	w.section("encrypted")
	w.option("type", "crypt")
	w.option("remote", remote)
	names := "off"
	if task.FilenameEncryption {
		names = "standard"
	}
	w.option("filename_encryption", names)
	if err := w.password("password", task.EncryptionPassword); err != nil {
		return err
	}
	// An empty salt is none: rclone then uses one of its own.
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
