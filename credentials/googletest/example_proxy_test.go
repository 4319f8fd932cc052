package googletest_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// A program that knows nothing of the fake gets the proxy and its certificate
// from the environment.
func ExampleServer_Proxy() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	proxy, err := google.Proxy()
	if err != nil {
		fmt.Println(err)
		return
	}
	program := exec.Command("rclone", "lsf", "photos:media/all")
	program.Env = append(os.Environ(), proxy.Env()...)
	fmt.Println(program.Args, len(program.Env) > len(os.Environ()))
	// Output: [rclone lsf photos:media/all] true
}

// Programs that do not look at the environment are told.
func ExampleProxy() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	proxy, err := google.Proxy()
	if err != nil {
		fmt.Println(err)
		return
	}
	program := exec.Command("curl", "--proxy", proxy.URL(), "--cacert", proxy.CAFile(), "https://accounts.google.com/")
	fmt.Println(len(program.Args), strings.HasPrefix(string(proxy.CAPEM()), "-----BEGIN CERTIFICATE-----"))
	// Output: 6 true
}
