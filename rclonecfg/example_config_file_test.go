package rclonecfg_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// temporary is a configuration file with this text, until it is removed.
func temporary(text string) (conf rclonecfg.ConfigFile, remove func()) {
	folder, err := os.MkdirTemp("", "rclonecfg")
	if err != nil {
		panic(err)
	}
	conf = rclonecfg.ConfigFile{Path: filepath.Join(folder, "rclone.conf")}
	if err := os.WriteFile(conf.Path, []byte(text), 0o600); err != nil {
		panic(err)
	}
	return conf, func() { _ = os.RemoveAll(folder) }
}

// A remote is added to what is there.
func ExampleConfigFile() {
	conf, remove := temporary("[disk]\ntype = local\n")
	defer remove()

	err := conf.Update(context.Background(), func(file *rclonecfg.File) error {
		remote, err := rclonecfg.GooglePhotos{
			ClientID:     "123.apps.googleusercontent.com",
			ClientSecret: rclonecfg.NewSecret("GOCSPX-abc"),
			Token:        exampleToken(),
		}.Remote("photos")
		if err != nil {
			return err
		}
		return file.SetRemote(remote)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := conf.Read()
	fmt.Println(file, err)
	// Output: rclonecfg.File["disk" "photos"] <nil>
}

// A renewed token goes to the file from which rclone takes it. Had rclone renewed
// it too in the meantime, the fresher one would stay.
func ExampleConfigFile_Update() {
	conf, remove := temporary("# my photos\n[photos]\ntype = google photos\n" + exampleLine)
	defer remove()

	renewed := exampleToken()
	renewed.AccessToken = rclonecfg.NewSecret("new")
	renewed.Expiry = renewed.Expiry.Add(time.Hour)
	err := conf.Update(context.Background(), func(file *rclonecfg.File) error {
		remote, _ := file.Remote("photos")
		photos, err := rclonecfg.ParseGooglePhotos(remote)
		if err != nil {
			return err
		}
		fresher, err := rclonecfg.Newest(photos.Token, renewed)
		if err != nil {
			return err
		}
		line, err := rclonecfg.FormatToken(fresher)
		if err != nil {
			return err
		}
		return file.SetOption("photos", "token", line)
	})
	fmt.Println(err)

	file, err := conf.Read()
	if err != nil {
		fmt.Println(err)
		return
	}
	remote, _ := file.Remote("photos")
	photos, err := rclonecfg.ParseGooglePhotos(remote)
	fmt.Println(photos.Token.Expiry, err)
	// Output:
	// <nil>
	// 2026-11-22 20:54:49 +0000 UTC <nil>
}

// A configuration that may be encrypted, in memory.
func ExampleDecrypt() {
	password := rclonecfg.NewSecret("correct horse")
	data, err := rclonecfg.Encrypt([]byte("[disk]\ntype = local\n"), password)
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = rclonecfg.Decrypt(data, rclonecfg.NewSecret("battery staple"))
	fmt.Println(errors.Is(err, rclonecfg.ErrPassword))

	if rclonecfg.IsEncrypted(data) {
		data, err = rclonecfg.Decrypt(data, password)
	}
	fmt.Printf("%s%v\n", data, err)
	// Output:
	// true
	// [disk]
	// type = local
	// <nil>
}

func ExampleEncrypt() {
	data, err := rclonecfg.Encrypt([]byte("[disk]\ntype = local\n"), rclonecfg.NewSecret("correct horse"))
	header, _, _ := bytes.Cut(data, []byte(":"))
	fmt.Printf("%s\n%v %v\n", header, rclonecfg.IsEncrypted(data), err)
	// Output:
	// # Encrypted rclone configuration File
	//
	// RCLONE_ENCRYPT_V0
	// true <nil>
}

// A configuration is encrypted, read with its password, and decrypted again.
func ExampleConfigFile_SetPassword() {
	conf, remove := temporary("[disk]\ntype = local\n")
	defer remove()

	password := rclonecfg.NewSecret("correct horse")
	fmt.Println(conf.SetPassword(context.Background(), password))
	_, err := conf.Read()
	fmt.Println(errors.Is(err, rclonecfg.ErrEncrypted))

	conf.Password = password
	file, err := conf.Read()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(file.Remotes())
	fmt.Println(conf.SetPassword(context.Background(), rclonecfg.Secret{}))
	// Output:
	// <nil>
	// true
	// [disk]
	// <nil>
}

func ExampleIsEncrypted() {
	fmt.Println(rclonecfg.IsEncrypted([]byte("[disk]\ntype = local\n")))
	fmt.Println(rclonecfg.IsEncrypted([]byte("# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\n")))
	// Output:
	// false
	// true
}

func ExampleConfigFile_Read() {
	_, err := rclonecfg.ConfigFile{Path: "missing/rclone.conf"}.Read()
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output: true
}
