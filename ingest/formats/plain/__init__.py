"""Files that are text as they are: prose, source code, settings, notebooks, chats, subtitles."""
