package truenas_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

type pitfall struct {
	mistake string
	shownBy []func(*testing.T)
}

// pitfalls are mistakes that clients of this API make, each with the tests that
// show that this one does not. What concerns the token that a NAS refreshes is
// shown in package cloudsync: its pitfalls.
func pitfalls() []pitfall {
	var all []pitfall
	for _, theme := range [][]pitfall{connectionPitfalls, lifePitfalls, loginPitfalls, callPitfalls, jobPitfalls, modelPitfalls} {
		all = append(all, theme...)
	}
	return all
}

var connectionPitfalls = []pitfall{
	{"callers write at the same time and their messages mix", []func(*testing.T){TestWritesDoNotOverlap}},
	{"only one call at a time is possible on a connection", []func(*testing.T){TestAnswersMayComeInAnyOrder}},
	{"what goroutines share is used without its lock, as -race tells", []func(*testing.T){TestManyCallersAndDrops, TestManyWatchersOfOneJob, TestCloseDuringEvents}},
	{"certificates are not checked, by default or whatever is asked for", []func(*testing.T){TestCertificates}},
	{"what asks for checking certificates turns it off", []func(*testing.T){TestCertificates}},
	{"one client's TLS settings become those of the whole program", []func(*testing.T){TestTrustIsOfOneClient}},
	{"discovery trusts a certificate that the connection would not", []func(*testing.T){TestDiscoveryTrustsNoOtherCertificate}},
	{"a key goes out without TLS, and TrueNAS revokes it", []func(*testing.T){TestInsecureIsRefusedBeforeDialing, TestLocalhostElsewhereIsRefused}},
	{"a NAS that takes the connection and says nothing hangs the client", []func(*testing.T){TestStalledHandshake, TestStalledDiscovery, TestStalledLogin}},
	{"the end of one caller's context in a write closes the socket for all", []func(*testing.T){TestCallerLeavesInTheMiddleOfAWrite, TestStalledWriteHoldsNobodyUp}},
	{"calls know no context, or its end is not noticed", []func(*testing.T){TestCallersContextLeavesTheSocketAlone, TestEndedContextSendsNothing}},
	{"nothing notices a half-open connection", []func(*testing.T){TestHalfOpenConnection, TestSilentPeerIsNoticed, TestDeadPeerIsNoticed}},
	{"an idle connection is cut by what is in between", []func(*testing.T){TestIdleConnectionsLive}},
	{"one message that cannot be decoded ends the connection", []func(*testing.T){TestBadFrames, TestLiesAreSurvived, TestLegacyLies}},
	{"an unexpected type in a message crashes the reader", []func(*testing.T){TestLiesAreSurvived, TestBadFrames, TestOddTasks, TestOddCredentials}},
	{"the reader spins on an error that stays", []func(*testing.T){TestReaderStopsAtAnError}},
	{"a timeout or an interval gets another unit", []func(*testing.T){TestDurationsAreTakenAsTheyAre, TestDefaultTimeouts}},
	{"an option is accepted and has no effect, or another than it says", []func(*testing.T){TestDurationsAreTakenAsTheyAre, TestOptionsAreChecked}},
	{"clients share a lock, a dialer or another thing that changes", []func(*testing.T){TestClientsShareNothing}},
}

// lifePitfalls are about connections that come and go.
var lifePitfalls = []pitfall{
	{"a late error of an old connection ends the new one", []func(*testing.T){TestOldConnectionLeavesTheNewOneAlone}},
	{"the reader of an old connection fails the calls on the new one", []func(*testing.T){TestOldConnectionLeavesTheNewOneAlone}},
	{"calls in progress are not failed when the connection is lost", []func(*testing.T){TestLostConnection, TestManyCallersAndDrops}},
	{"a connection takes calls before its login, or after a login that failed", []func(*testing.T){TestLoginComesBeforeEverything, TestLoginIsTriedAgain}},
	{"the login waits for an answer that nobody reads yet", []func(*testing.T){TestReadsSurviveALostConnection, TestLoginsOfEveryRelease}},
	{"a reconnect ends with the context of the caller who noticed", []func(*testing.T){TestReconnectOutlivesItsCaller}},
	{"a reconnect hangs for ever in a login without an answer", []func(*testing.T){TestStalledLoginOfAReconnect, TestCloseEndsAReconnect}},
	{"one dead NAS keeps clients of others from reconnecting", []func(*testing.T){TestDeadNASHoldsNoOtherUp}},
	{"a call during a reconnect fails at once", []func(*testing.T){TestWriteAfterAnIdleDrop, TestUnsentCallsWait}},
	{"a call during a reconnect waits for ever", []func(*testing.T){TestWaitingForAConnectionEnds}},
	{"a call crashes while there is no connection", []func(*testing.T){TestUnsentCallsWait, TestWaitingForAConnectionEnds}},
	{"the first write after an idle drop fails although nothing was sent", []func(*testing.T){TestWriteAfterAnIdleDrop}},
	{"reconnects come without a pause, or all at once", []func(*testing.T){TestBackoff, TestPausesGrowAndStartAnew}},
	{"a second Close panics", []func(*testing.T){TestClose}},
	{"calls after Close hang", []func(*testing.T){TestClose, TestCloseRacesAReconnect}},
	{"Close waits for a peer that is gone", []func(*testing.T){TestCloseDoesNotWaitForADeadPeer, TestCloseEndsAReconnect}},
	{"Close waits for jobs, or for those who watch them", []func(*testing.T){TestWatchEndsWithTheClient, TestCloseDuringEvents}},
	{"a reconnect that races Close leaves a session behind", []func(*testing.T){TestCloseRacesAReconnect, TestCloseEndsAReconnect}},
	{"goroutines stay behind when connections end", []func(*testing.T){TestReconnectsLeakNothing}},
	{"an event is sent on the closed channel of somebody who left", []func(*testing.T){TestCloseDuringEvents}},
}

var loginPitfalls = []pitfall{
	{"only a login that newer releases have removed is known", []func(*testing.T){TestOldLoginsAreForTheOldProtocol, TestLoginsOfEveryRelease}},
	{"only the older protocol or only the newer one is spoken", []func(*testing.T){TestProtocolIsFoundOut, TestOneEndWhateverTheEvents}},
	{"a login without SCRAM falls back to sending the key", []func(*testing.T){TestSCRAMIsNotDowngraded}},
	{"the server's nonce is compared as text with the client's", []func(*testing.T){TestServerFirst, TestSCRAMKnownAnswers, TestSCRAMLogin}},
	{"the server need not prove that it knows the key", []func(*testing.T){TestSCRAMServerThatCannotBeTrusted, TestSCRAMTakesNoPlainYes, TestSCRAMReplay}},
	{"a SCRAM login is not bound to the TLS connection", []func(*testing.T){TestSCRAMOverTLS, TestSCRAMBindsWhereItCan}},
	{"a second factor cannot be given", []func(*testing.T){TestPasswordWithOTP}},
	{"too many logins a minute are taken for a wrong key", []func(*testing.T){TestBusyLoginOfAReconnect, TestLoginWaitsOutTheLimit, TestDialWaitsOutTheLimit}},
	{"an error that says nothing of the login is taken for a wrong key", []func(*testing.T){TestLoginThatFailedOtherwise, TestLoginIsTriedAgain}},
	{"a revoked key is tried again and again", []func(*testing.T){TestRevokedKeyIsTriedOnce, TestLoginRefusedForGood, TestOnlyTheLimitIsWaitedOut}},
	{"logs or errors show keys and other secrets", []func(*testing.T){TestNoSecretInLogsAndErrors, TestCallsAreLogged, TestLoginsPrintNoSecret}},
}

var callPitfalls = []pitfall{
	{"a write is sent again after a lost connection, and made twice", []func(*testing.T){TestWithoutAnAnswerThereIsNoSuccess, TestWritesAreUncertainAndTheClientGoesOn, TestReads}},
	{"a lost write is reported as a success", []func(*testing.T){TestWithoutAnAnswerThereIsNoSuccess, TestLostConnection}},
	{"an event is taken for the answer", []func(*testing.T){TestOnlyTheAnswerIsTheAnswer}},
	{"an error is given to another caller", []func(*testing.T){TestErrorsReachTheirCalls}},
	{"a call has no time limit of its own", []func(*testing.T){TestDefaultTimeouts}},
	{"more calls are sent than TrueNAS takes at once", []func(*testing.T){TestAtMostTwentyInFlight, TestAbandonedCallsKeepTheirSlots}},
	{"a call refused for the limit of calls fails", []func(*testing.T){TestTooManyCallsAreSentAgain, TestLegacyTooManyCalls}},
	{"a message is sent that is longer than TrueNAS takes", []func(*testing.T){TestMessageSize, TestTooLargeIsNotSentAgain}},
	{"the parameters of an update go out as one", []func(*testing.T){TestCredentialCalls, TestTaskUpdate}},
	{"methods are called that TrueNAS does not have", []func(*testing.T){TestMethodsAreThoseOfTrueNAS}},
	{"something is not found because a text says so somewhere", []func(*testing.T){TestServerErrors, TestStatesAreFoundByValue}},
	{"something is not found by a number of another protocol", []func(*testing.T){TestStatesAreFoundByValue}},
	{"an error that was wrapped is not recognized any more", []func(*testing.T){TestStatesAreFoundByValue}},
	{"what is wrong with which field is lost", []func(*testing.T){TestValidationError, TestLegacyErrors}},
	{"an error gives advice for a program that is not the caller's", []func(*testing.T){TestPackageKeepsToItself}},
	{"the client brings another framework along", []func(*testing.T){TestPackageKeepsToItself}},
	{"parameters are on the command line of another program", []func(*testing.T){TestPackageKeepsToItself}},
}

var jobPitfalls = []pitfall{
	{"a job that nobody watches stops the reader", []func(*testing.T){TestUnwatchedJobsHoldNobodyUp}},
	{"a slow or an abandoned watch stops everything else", []func(*testing.T){TestSlowWatcherBlocksNobody}},
	{"many events before an answer stop the client that waits for it", []func(*testing.T){TestManyEventsBeforeTheAnswer}},
	{"an aborted job is waited for for ever", []func(*testing.T){TestJobErrors, TestAbortedRun, TestEndInAGap}},
	{"a job that ends without a connection is waited for for ever", []func(*testing.T){TestEndInAGap, TestWatchThroughLostConnections}},
	{"events before the id of the job are lost", []func(*testing.T){TestFinalEventBeforeTheResponse, TestFastJobs, TestSubscription}},
	{"nobody looks whether events were refused", []func(*testing.T){TestJobWithoutEvents, TestLegacyEvents}},
	{"the end of a subscription is ignored", []func(*testing.T){TestPollingTakesOver, TestEndedSubscription}},
	{"a new connection has no events", []func(*testing.T){TestWatchGoesOnAfterAReconnect}},
	{"the progress of a job reaches nobody", []func(*testing.T){TestProgressIsSeen}},
	{"the wait for a job ends with the time limit of a call", []func(*testing.T){TestLongJobs}},
	{"any number is taken for the id of a job", []func(*testing.T){TestNumbersAreNoJobs, TestAnswerThatIsNoJob}},
	{"another job is taken for the one that was started", []func(*testing.T){TestWrongJobIsRefused, TestDryRunOfAnotherTask, TestRestartEndsTheWatch}},
	{"after a restart of the NAS a watch waits for ever, or shows another job", []func(*testing.T){TestRestartEndsTheWatch, TestWatchThroughARestart}},
	{"an answer of newer releases, which is no id, is misread", []func(*testing.T){TestAnswerThatIsNoJob}},
	{"a job is used although its start failed", []func(*testing.T){TestRefusedRunsHaveNoJob}},
	{"a job runs again because its error sounds like the network", []func(*testing.T){TestFailedJobsAreNotRunAgain}},
	{"the error of a job is only a text", []func(*testing.T){TestJobErrors, TestJobStatusIsItsOwnJSON}},
	{"a job goes on although its caller asked to stop it", []func(*testing.T){TestAbortOnCancel, TestWaitAbortsOnCancel}},
	{"a dry run is run in earnest", []func(*testing.T){TestWrongJobIsRefused, TestRunOnce}},
}

var modelPitfalls = []pitfall{
	{"Google Photos is refused, or its attributes are", []func(*testing.T){TestGooglePhotosFromEndToEnd, TestProvidersOnTheWire}},
	{"an attribute is sent that the provider does not have", []func(*testing.T){TestSpecsAreLeftAlone, TestTaskAttributes}},
	{"what the caller passed is changed", []func(*testing.T){TestSpecsAreLeftAlone, TestTaskCalls}},
	{"reading an account loses its token and the like", []func(*testing.T){TestGooglePhotosFromEndToEnd, TestProvidersOnTheWire, TestProvidersKeepWhatTheyDoNotName}},
	{"an account has no provider, or under another name", []func(*testing.T){TestCredentialCalls, TestProvidersInTheShapeOf2410}},
	{"a provider is missing or made up", []func(*testing.T){TestProvidersAreThoseOfTrueNAS}},
	{"an update cannot clear a field", []func(*testing.T){TestTaskUpdate, TestGooglePhotosFromEndToEnd}},
	{"a task lacks most of its fields", []func(*testing.T){TestTaskDecoding, TestReadChangeWrite}},
	{"a change loses what a newer release has more", []func(*testing.T){TestReadChangeWrite, TestProvidersKeepWhatTheyDoNotName}},
	{"a bandwidth limit has another type than TrueNAS's", []func(*testing.T){TestTaskCalls, TestTaskDecoding, TestValidateBandwidth}},
	{"an account that is only an id cannot be read", []func(*testing.T){TestOddTasks}},
	{"placeholders are stored as if they were the secrets", []func(*testing.T){TestRedactedProviders, TestProvidersThatAreNotSent}},
	{"secrets are plain texts that anything prints", []func(*testing.T){TestSecretFieldsAreSecrets, TestProvidersDoNotShowSecrets}},
}

func TestPitfallsAreShown(t *testing.T) {
	described := map[string]bool{}
	for _, p := range pitfalls() {
		require.NotEmpty(t, p.mistake)
		require.False(t, described[p.mistake], "twice: %s", p.mistake)
		described[p.mistake] = true
		require.NotEmpty(t, p.shownBy, p.mistake)
		for _, test := range p.shownBy {
			require.NotNil(t, test, p.mistake)
		}
	}
}
