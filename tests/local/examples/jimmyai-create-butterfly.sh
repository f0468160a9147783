curl --request POST \
  --url {{SERVICE}}/api/open-api/v1/grok/videos \
  --header 'Authorization: Bearer <token>' \
  --header 'Content-Type: application/json' \
  --data '
{
  "model": "grok-imagine-video-1.5",
  "prompt": "A beautiful butterfly flying among flowers, slow motion, hyper-detailed",
  "duration": 10,
  "ratio": "16:9",
  "image_urls": [
    "https://example.com/butterfly.jpg"
  ]
}
'
