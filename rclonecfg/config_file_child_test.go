package rclonecfg_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/safefile"
	"github.com/nasphotos/nasphotos/rclonecfg"
)

// configChild in the environment is the task, in JSON, of a process that a test
// starts: a real one can be killed, and shares nothing but the files.
const configChild = "RCLONECFG_TEST_CHILD"

type childTask struct {
	Path, Password string
	Count          int   // updates
	KillAt         int   // kill yourself before this step of the write, from 1 on
	Limit          int64 // bytes that a file may have, as with a full disk
}

// runConfigChild does the task, if there is one, and ends the program.
func runConfigChild() {
	text := os.Getenv(configChild)
	if text == "" {
		return
	}
	var task childTask
	if err := json.Unmarshal([]byte(text), &task); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := task.run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func (task childTask) run() error {
	steps := 0
	conf := rclonecfg.ConfigFile{Path: task.Path, Password: rclonecfg.NewSecret(task.Password)}.
		WithBefore(func(safefile.Step) error {
			if steps++; steps == task.KillAt {
				return killMe()
			}
			return nil
		})
	if task.Limit > 0 {
		if err := limitFiles(task.Limit); err != nil {
			return err
		}
	}
	for range task.Count {
		if err := conf.Update(context.Background(), count); err != nil {
			return err
		}
	}
	return nil
}

// count adds one to the number in the file.
func count(file *rclonecfg.File) error {
	return file.SetOption("counter", "count", rclonecfg.NewSecret(strconv.Itoa(counted(file)+1)))
}

func counted(file *rclonecfg.File) int {
	remote, _ := file.Remote("counter")
	for _, option := range remote.Options {
		if option.Key == "count" {
			number, err := strconv.Atoi(option.Value.Reveal())
			if err != nil {
				panic(err)
			}
			return number
		}
	}
	return 0
}

// killMe ends the process as kill -9 does.
func killMe() error {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		return err
	}
	if err := self.Kill(); err != nil {
		return err
	}
	select {} // The signal is on its way.
}

// start starts a child. wait returns its error and what it wrote.
func (task childTask) start(t *testing.T) (wait func() (string, error)) {
	t.Helper()
	text, err := json.Marshal(task)
	require.NoError(t, err)
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), configChild+"="+string(text))
	var output bytes.Buffer
	child.Stdout, child.Stderr = &output, &output
	require.NoError(t, child.Start())
	return func() (string, error) {
		err := child.Wait()
		return output.String(), err
	}
}
