package credentials_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/internal/safefile"
)

// storeChild in the environment is the task, in JSON, of a process that a test
// starts: a real one can be killed, and shares nothing but the files.
const storeChild = "CREDENTIALS_TEST_STORE_CHILD"

type childTask struct {
	Dir    string
	KillAt int   // kill yourself before this step of the write, from 1 on
	Limit  int64 // bytes that a file may have, as with a full disk
	Client *refreshTask
}

// runStoreChild does the task, if there is one, and ends the program.
func runStoreChild() {
	text := os.Getenv(storeChild)
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
	if task.Client != nil {
		return task.Client.run(task.Dir)
	}
	steps := 0
	store := credentials.FileStore{Dir: task.Dir}.WithBefore(func(safefile.Step) error {
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
	return store.Update(context.Background(), "ann", func(*credentials.Grant) (*credentials.Grant, error) {
		return storedGrant("new"), nil
	})
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
func (task childTask) start(t *testing.T) (child *exec.Cmd, wait func() (string, error)) {
	t.Helper()
	text, err := json.Marshal(task)
	require.NoError(t, err)
	child = exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), storeChild+"="+string(text))
	var output bytes.Buffer
	child.Stdout, child.Stderr = &output, &output
	require.NoError(t, child.Start())
	return child, func() (string, error) {
		err := child.Wait()
		return output.String(), err
	}
}
