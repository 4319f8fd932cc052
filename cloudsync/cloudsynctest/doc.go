// Package cloudsynctest helps to test code that runs cloud sync tasks.
//
// [Runner] is a scripted cloudsync.Runner for unit tests of code that uses one:
//
//	runner := &cloudsynctest.Runner{
//		Steps:  []cloudsync.Progress{{Percent: 50, Files: 1, TotalFiles: 2}},
//		Result: cloudsync.Result{Files: 2},
//	}
//
// [TestRunner] is the contract of cloudsync.Runner as a test suite. Whoever
// writes a Runner calls it:
//
//	func TestContract(t *testing.T) {
//		cloudsynctest.TestRunner(t, cloudsynctest.Harness{…})
//	}
package cloudsynctest
