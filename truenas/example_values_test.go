package truenas_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
)

func ExampleParseSchedule() {
	schedule, err := truenas.ParseSchedule("30 3 * * 1-5")
	fmt.Println(schedule.Hour, schedule.Describe(), err)

	_, err = truenas.ParseSchedule("30 25 * * *")
	fmt.Println(err)
	// Output:
	// 3 on Monday to Friday at 03:30 <nil>
	// truenas: schedule "30 25 * * *": hour "25": want a number from 0 to 23
}

func ExampleSchedule_Next() {
	schedule := truenas.Schedule{Minute: "0", Hour: "3", Dow: "7"}
	after := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	count := 0
	for run := range schedule.Next(after) {
		fmt.Println(run.Format(time.RFC1123))
		if count++; count == 2 {
			break
		}
	}
	// Output:
	// Sun, 04 Jan 2026 03:00:00 UTC
	// Sun, 11 Jan 2026 03:00:00 UTC
}

func ExampleSchedule_Validate() {
	fmt.Println(truenas.Schedule{Minute: "*/15"}.Validate())
	fmt.Println(truenas.Schedule{Minute: "5/15"}.Validate())
	// Output:
	// <nil>
	// truenas: schedule "5/15 * * * *": minute "5/15": a field with a "/" must be "*" or one range of numbers before it, as "*/15" or "8-18/2"
}

func ExampleParseBandwidth() {
	limits, err := truenas.ParseBandwidth("08:00,512k 23:00,off")
	fmt.Println(*limits[0].Bandwidth, limits, err)

	spec := truenas.TaskSpec{BWLimit: limits}
	fmt.Println(len(spec.BWLimit))
	// Output:
	// 524288 08:00,512K 23:00,off <nil>
	// 2
}

func ExampleBandwidthSchedule_Validate() {
	limits := truenas.BandwidthSchedule{{Time: "9:00"}, {Time: "10:00"}}
	fmt.Println(limits.Validate(truenas.V27))
	fmt.Println(limits.Validate(truenas.V25_10))
	// Output:
	// <nil>
	// truenas: bandwidth: 10:00 is not later than 9:00 before it; write the times in order, with two digits each
}

func ExampleDecodeEJSON() {
	value, err := truenas.DecodeEJSON([]byte(`{"created":{"$date":1767225600000},"at":{"$time":"03:00:00"}}`))
	members := value.(map[string]any)
	fmt.Println(members["created"], members["at"], err)
	text, _ := json.Marshal(value)
	fmt.Println(string(text))
	// Output:
	// 2026-01-01 00:00:00 +0000 UTC 03:00:00 <nil>
	// {"at":{"$time":"03:00:00"},"created":{"$date":1767225600000}}
}

func ExampleCredential_ProviderObject() {
	credential := truenas.Credential{Name: "backup", Provider: truenas.B2{Account: "0012", Key: truenas.NewSecret("K0015")}}
	object, err := credential.ProviderObject()
	fmt.Println(object, err)
	fmt.Println(object.Reveal())
	// Output:
	// [redacted] <nil>
	// {"type":"B2","account":"0012","key":"K0015"}
}
