package credentials_test

type refreshTask struct{}

func (refreshTask) run(string) error { return nil }
