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

// A renewed token goes to the file from which rclone takes it. Had rclone renewed
// it too in the meantime, the fresher one would stay.
func ExampleConfigFile_Update() {
	folder, err := os.MkdirTemp("", "rclonecfg")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	conf := rclonecfg.ConfigFile{Path: filepath.Join(folder, "rclone.conf")}
	err = os.WriteFile(conf.Path, []byte("# my photos\n[photos]\ntype = google photos\n"+
		`token = {"access_token":"old","token_type":"Bearer","refresh_token":"r","expiry":"2026-05-01T10:00:00Z"}`+"\n"), 0o600)
	if err != nil {
		fmt.Println(err)
		return
	}

	renewed := rclonecfg.Token{
		AccessToken:  rclonecfg.NewSecret("new"),
		TokenType:    "Bearer",
		RefreshToken: rclonecfg.NewSecret("r"),
		Expiry:       time.Date(2026, 5, 1, 11, 0, 0, 0, time.UTC),
	}
	err = conf.Update(context.Background(), func(file *rclonecfg.File) error {
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
	// 2026-05-01 11:00:00 +0000 UTC <nil>
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
	folder, err := os.MkdirTemp("", "rclonecfg")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	conf := rclonecfg.ConfigFile{Path: filepath.Join(folder, "rclone.conf")}
	if err := os.WriteFile(conf.Path, []byte("[disk]\ntype = local\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}

	password := rclonecfg.NewSecret("correct horse")
	fmt.Println(conf.SetPassword(context.Background(), password))
	_, err = conf.Read()
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

func ExampleConfigFile_Read() {
	_, err := rclonecfg.ConfigFile{Path: "missing/rclone.conf"}.Read()
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output: true
}
