package rclonecfg_test

import (
	"fmt"
	"os"
	"os/exec"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// The environment keeps a remote's secrets out of files and out of the
// arguments, which every user of the machine can see.
func ExampleRemote_Environ() {
	remote := rclonecfg.Remote{Name: "archive", Type: "sftp", Options: []rclonecfg.Option{
		{Key: "host", Value: rclonecfg.NewSecret("nas.example.net")},
		{Key: "key_use_agent", Value: rclonecfg.NewSecret("true")},
	}}
	environ, err := remote.Environ()
	if err != nil {
		fmt.Println(err)
		return
	}
	command := exec.Command("rclone", "lsf", "archive:photos")
	command.Env = append(os.Environ(), environ...)
	for _, variable := range environ {
		fmt.Println(variable)
	}
	// Output:
	// RCLONE_CONFIG_ARCHIVE_TYPE=sftp
	// RCLONE_CONFIG_ARCHIVE_HOST=nas.example.net
	// RCLONE_CONFIG_ARCHIVE_KEY_USE_AGENT=true
}

// A program usually passes os.Environ().
func ExampleParseEnviron() {
	remotes := rclonecfg.ParseEnviron([]string{
		"PATH=/usr/bin",
		"RCLONE_CONFIG_PASS=the password of rclone.conf",
		"RCLONE_CONFIG_PHOTOS_TYPE=googlephotos",
		"RCLONE_CONFIG_PHOTOS_CLIENT_ID=1234.apps.googleusercontent.com",
		"RCLONE_CONFIG_ARCHIVE_TYPE=sftp",
	})
	for _, remote := range remotes {
		fmt.Println(remote.Name, remote.Type, len(remote.Options))
	}
	// Output:
	// photos googlephotos 1
	// archive sftp 0
}
