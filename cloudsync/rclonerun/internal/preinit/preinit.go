package preinit

import (
	"os"
	"strings"
)

const (
	prefix         = "RCLONE_"
	configVariable = "RCLONE_CONFIG"
)

// hidden is what the host had. It is a variable initialiser with a purpose: it has
// to run before any code of rclone does, which only package initialisation can.
var hidden = hide()

func hide() map[string]string {
	found := map[string]string{}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(strings.ToUpper(name), prefix) && os.Unsetenv(name) == nil {
			found[name] = value
		}
	}
	// With any value set, rclone makes no directory.
	_ = os.Setenv(configVariable, os.DevNull)
	return found
}

// Restore puts the environment back as it was and returns the names of the
// variables that rclone did not get to see. It is called once, while the
// importing package initialises.
func Restore() []string {
	_ = os.Unsetenv(configVariable)
	var names []string
	for name, value := range hidden {
		names = append(names, name)
		if _, set := os.LookupEnv(name); !set {
			_ = os.Setenv(name, value)
		}
	}
	return names
}
