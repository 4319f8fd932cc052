package rclonecfg_test

import (
	"context"
	"fmt"
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
		line, err := fresher.Format()
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
