"""Tests in Python against `npx onair mock`. Run with: python3 -m unittest examples/testing/python/test_livepush.py"""

import os
import unittest

import requests

# A sandbox of its own, so that others can use the mock at the same time.
MOCK = os.environ.get("ONAIR_URL", "http://127.0.0.1:4010") + "/t/python"
API = f"{MOCK}/_mock/api"
STREAMS = f"{MOCK}/livepush/octopus/streams"


class LivepushTest(unittest.TestCase):
    def setUp(self):
        requests.post(f"{API}/reset").raise_for_status()
        tokens = requests.post(f"{API}/providers/livepush/grants", json={}).json()
        self.livepush = requests.Session()
        self.livepush.headers["Authorization"] = f"Bearer {tokens['accessToken']}"

    def test_a_stream_goes_live(self):
        stream = self.livepush.post(STREAMS, json={"category": "simulcast", "name": "Launch"}).json()
        requests.post(f"{API}/providers/livepush/controls/publish", json={"streamId": stream["id"]}).raise_for_status()
        self.assertIn("Launch", [one["metadata"]["name"] for one in self.livepush.get(f"{STREAMS}/mine").json()])

    def test_an_access_token_ends_after_an_hour(self):
        requests.post(f"{API}/clock/advance", json={"duration": "61m"}).raise_for_status()
        self.assertEqual(self.livepush.get(f"{STREAMS}/mine").status_code, 401)

    def test_one_request_fails_and_the_next_does_not(self):
        fault = {"X-OnAir-Fault": "status; status=503; retryAfter=2"}
        self.assertEqual(self.livepush.get(f"{STREAMS}/mine", headers=fault).status_code, 503)
        self.assertEqual(self.livepush.get(f"{STREAMS}/mine").status_code, 200)


if __name__ == "__main__":
    unittest.main()
